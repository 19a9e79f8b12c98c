"""Newcastle 2016: facts and figures from a published report; answers, people and wording made up."""
