"""What MLflow evaluates applications with: datasets, scorers, prompts, evaluate."""

import os
import threading

os.environ["MLFLOW_ENABLE_ASYNC_TRACE_LOGGING"] = "false"
os.environ["MLFLOW_GENAI_EVAL_SKIP_TRACE_VALIDATION"] = "true"

import mlflow
import mlflow.genai
import pytest
from mlflow.exceptions import MlflowException
from mlflow.genai import datasets
from mlflow.genai.scorers import Correctness, Guidelines, list_scorers, scorer


@pytest.fixture
def records():
    return [
        {"inputs": {"question": "2+2"}, "expectations": {"answer": "4"}, "tags": {"kind": "sum"}},
        {"inputs": {"question": "capital of France"}, "expectations": {"answer": "Paris"}},
        {"inputs": {"question": "3*3"}, "outputs": {"answer": "9"}},
    ]


def rows_of(dataset_id):
    """The records of a dataset by their question."""
    frame = datasets.get_dataset(dataset_id=dataset_id).to_df()
    return {row.inputs["question"]: row for row in frame.itertuples()}


def test_datasets(experiment, name, records):
    made = datasets.create_dataset(
        name=name, experiment_id=experiment.experiment_id, tags={"team": "red", "stage": "x"}
    )
    assert made.dataset_id.startswith("d-") and made.name == name
    made.merge_records(records)
    frame = made.to_df()
    assert len(frame) == 3
    assert sorted(row["question"] for row in frame["inputs"]) == ["2+2", "3*3", "capital of France"]

    again = datasets.get_dataset(dataset_id=made.dataset_id)
    assert again.tags["team"] == "red"
    assert again.experiment_ids == [experiment.experiment_id]
    assert again.profile and "3" in str(again.profile)
    assert "question" in str(again.schema)
    before = again.digest
    again.merge_records(
        [{"inputs": {"question": "2+2"}, "expectations": {"why": "arithmetic"}, "tags": {"n": "1"}}]
    )
    rows = rows_of(made.dataset_id)
    assert len(rows) == 3
    assert rows["2+2"].expectations == {"answer": "4", "why": "arithmetic"}
    assert rows["2+2"].tags["kind"] == "sum" and rows["2+2"].tags["n"] == "1"
    assert rows["3*3"].outputs == {"answer": "9"}

    found = lambda text, **more: [
        d.dataset_id for d in datasets.search_datasets(filter_string=text, **more)
    ]
    assert found(f"name = '{name}'") == [made.dataset_id]
    assert found(f"tags.team = 'red' AND name LIKE '{name[:6]}%'") == [made.dataset_id]
    assert found("name = 'nobody'") == []
    assert found(None, experiment_ids=experiment.experiment_id) == [made.dataset_id]

    datasets.set_dataset_tags(dataset_id=made.dataset_id, tags={"stage": "y"})
    datasets.delete_dataset_tag(dataset_id=made.dataset_id, key="team")
    tags = datasets.get_dataset(dataset_id=made.dataset_id).tags
    assert tags["stage"] == "y" and "team" not in tags

    other = mlflow.create_experiment("other " + name)
    datasets.add_dataset_to_experiments(dataset_id=made.dataset_id, experiment_ids=[other])
    assert set(datasets.get_dataset(dataset_id=made.dataset_id).experiment_ids) == {
        experiment.experiment_id, other
    }
    datasets.remove_dataset_from_experiments(dataset_id=made.dataset_id, experiment_ids=[other])
    assert datasets.get_dataset(dataset_id=made.dataset_id).experiment_ids == [
        experiment.experiment_id
    ]

    assert made.delete_records([rows["3*3"].dataset_record_id]) == 1
    assert set(rows_of(made.dataset_id)) == {"2+2", "capital of France"}
    datasets.delete_dataset(dataset_id=made.dataset_id)
    with pytest.raises(MlflowException, match="no evaluation dataset"):
        datasets.get_dataset(dataset_id=made.dataset_id)


def test_many_records_come_in_pages(experiment, name):
    made = datasets.create_dataset(name=name, experiment_id=experiment.experiment_id)
    made.merge_records([{"inputs": {"i": i}} for i in range(2500)])
    read = datasets.get_dataset(dataset_id=made.dataset_id).to_df()
    assert [inputs["i"] for inputs in read["inputs"]] == list(range(2500))


def test_a_dataset_of_traces(experiment, name):
    @mlflow.trace
    def double(x):
        return 2 * x

    double(4)
    trace_id = mlflow.get_last_active_trace_id()
    mlflow.log_expectation(trace_id=trace_id, name="expected", value=8)
    made = datasets.create_dataset(name=name, experiment_id=experiment.experiment_id)
    traces = mlflow.search_traces(locations=[experiment.experiment_id], return_type="list")
    made.merge_records(traces)
    [record] = datasets.get_dataset(dataset_id=made.dataset_id).to_df().itertuples()
    assert record.inputs == {"x": 4}
    assert record.expectations == {"expected": 8}
    assert record.source_id == trace_id


def test_scorers(experiment, name):
    judge = Guidelines(name=name, guidelines=["Answer in English"], model="openai:/gpt-5-mini")
    judge.register(experiment_id=experiment.experiment_id)
    second = Guidelines(name=name, guidelines=["Answer in French"], model="openai:/gpt-5-mini")
    second.register(experiment_id=experiment.experiment_id)
    Correctness(name="a" + name, model="openai:/gpt-5-mini").register(
        experiment_id=experiment.experiment_id
    )
    listed = list_scorers(experiment_id=experiment.experiment_id)
    assert [one.name for one in listed] == ["a" + name, name]
    get = lambda version=None: mlflow.genai.get_scorer(
        name=name, experiment_id=experiment.experiment_id, version=version
    )
    assert get().guidelines == ["Answer in French"]
    assert get(1).guidelines == ["Answer in English"]
    with pytest.raises(MlflowException, match="no scorer"):
        mlflow.genai.get_scorer(name="nobody", experiment_id=experiment.experiment_id)
    delete = lambda version: mlflow.genai.delete_scorer(
        name=name, experiment_id=experiment.experiment_id, version=version
    )
    delete(2)
    assert get().guidelines == ["Answer in English"]
    delete("all")
    with pytest.raises(MlflowException, match="no scorer"):
        get()


def test_prompts(experiment, name):
    first = mlflow.genai.register_prompt(
        name=name, template="Hello {{who}}", commit_message="first", tags={"team": "red"}
    )
    assert first.version == 1
    chat = [{"role": "system", "content": "Be brief"}, {"role": "user", "content": "{{q}}"}]
    second = mlflow.genai.register_prompt(name=name, template=chat, commit_message="chat")
    assert second.version == 2
    loaded = mlflow.genai.load_prompt(f"prompts:/{name}/1")
    assert loaded.template == "Hello {{who}}" and loaded.format(who="you") == "Hello you"
    assert loaded.commit_message == "first" and loaded.tags["team"] == "red"
    assert mlflow.genai.load_prompt(name, version=2).template == chat
    mlflow.genai.set_prompt_alias(name, alias="live", version=1)
    assert mlflow.genai.load_prompt(f"prompts:/{name}@live").version == 1
    mlflow.genai.set_prompt_alias(name, alias="live", version=2)
    assert mlflow.genai.load_prompt(f"prompts:/{name}@live", cache_ttl_seconds=0).version == 2
    found = mlflow.genai.search_prompts(filter_string=f"name = '{name}'")
    assert [prompt.name for prompt in found] == [name]
    client = mlflow.MlflowClient()
    mlflow.genai.set_prompt_tag(name, "stage", "new")
    assert client.get_prompt(name).tags["stage"] == "new"
    mlflow.genai.delete_prompt_tag(name, "stage")
    mlflow.genai.set_prompt_version_tag(name, 1, "checked", "yes")
    assert client.get_prompt_version(name, "1").tags["checked"] == "yes"
    assert len(client.search_prompt_versions(name)) == 2
    mlflow.genai.delete_prompt_alias(name, alias="live")
    assert mlflow.genai.load_prompt(f"prompts:/{name}@live", allow_missing=True, cache_ttl_seconds=0) is None
    assert not [m for m in client.search_registered_models() if m.name == name]
    client.delete_prompt_version(name, "1")
    client.delete_prompt_version(name, "2")
    client.delete_prompt(name)
    assert mlflow.genai.load_prompt(name, allow_missing=True, cache_ttl_seconds=0) is None


def test_a_trace_remembers_its_prompts(experiment, name):
    mlflow.genai.register_prompt(name=name, template="Say {{x}}")

    @mlflow.trace
    def say(x):
        return mlflow.genai.load_prompt(f"prompts:/{name}/1").format(x=x)

    say("hi")
    for thread in threading.enumerate():
        if thread.name.startswith("link_prompts"):
            thread.join()
    found = mlflow.search_traces(
        locations=[experiment.experiment_id],
        filter_string=f"prompt = '{name}/1'",
        return_type="list",
    )
    assert [t.info.trace_id for t in found] == [mlflow.get_last_active_trace_id()]


@scorer
def exact(outputs, expectations):
    return outputs == expectations["answer"]


@scorer
def length(outputs):
    return len(outputs)


def test_evaluating(experiment, name, records):
    answers = {"2+2": "4", "capital of France": "Lyon"}

    @mlflow.trace
    def predict(question):
        return answers[question]

    made = datasets.create_dataset(name=name, experiment_id=experiment.experiment_id)
    made.merge_records(records[:2])
    result = mlflow.genai.evaluate(data=made, predict_fn=predict, scorers=[exact, length])
    assert result.metrics["exact/mean"] == 0.5
    assert result.metrics["length/mean"] == 2.5
    run = mlflow.get_run(result.run_id)
    assert run.data.metrics["exact/mean"] == 0.5
    traces = mlflow.search_traces(
        locations=[experiment.experiment_id], run_id=result.run_id, return_type="list"
    )
    assert len(traces) == 2
    judged = {
        t.data.spans[0].inputs["question"]: {a.name: a for a in t.info.assessments} for t in traces
    }
    assert judged["2+2"]["exact"].value is True
    assert judged["capital of France"]["exact"].value is False
    assert judged["capital of France"]["length"].value == 4
    assert judged["2+2"]["answer"].expectation.value == "4"
    wrong = mlflow.search_traces(
        locations=[experiment.experiment_id],
        filter_string="feedback.exact = 'false'",
        return_type="list",
    )
    assert len(wrong) == 1


def test_evaluating_traces_that_are_there(experiment):
    @mlflow.trace
    def shout(text):
        return text.upper()

    for text in ("a", "bb"):
        shout(text)
    traces = mlflow.search_traces(locations=[experiment.experiment_id])
    result = mlflow.genai.evaluate(data=traces, scorers=[length])
    assert result.metrics["length/mean"] == 1.5
    found = mlflow.search_traces(
        locations=[experiment.experiment_id],
        filter_string="feedback.length >= 2",
        return_type="list",
    )
    assert len(found) == 1
