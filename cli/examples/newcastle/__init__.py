"""Newcastle 2016: the facts and figures of a published report; answers, people and wording are made up."""
