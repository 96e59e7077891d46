"""Opens a storage as Optuna's users do and prints what it finds as JSON: FILE STUDY_NAME."""

import json
import sys
import warnings

warnings.filterwarnings("ignore")
import optuna  # noqa: E402

url = "sqlite:///" + sys.argv[1]
if not optuna.__version__.startswith("3.1."):  # `optuna storage upgrade`, as newer ones ask for
    optuna.storages.RDBStorage(url, skip_compatibility_check=True).upgrade()
study = optuna.load_study(study_name=sys.argv[2], storage=url)
print(
    json.dumps(
        {
            "direction": study.direction.name,
            "study_attributes": study.user_attrs,
            "best": study.best_trial.number,
            "best_value": study.best_value,
            "importances": optuna.importance.get_param_importances(study),
            "trials": [
                {
                    "number": trial.number,
                    "state": trial.state.name,
                    "value": trial.value,
                    "params": trial.params,
                    "choices": {
                        k: list(d.choices)
                        for k, d in trial.distributions.items()
                        if hasattr(d, "choices")
                    },
                    "ranges": {
                        k: [type(d).__name__, d.low, d.high, d.step, d.log]
                        for k, d in trial.distributions.items()
                        if not hasattr(d, "choices")
                    },
                    "intermediate": {str(k): str(v) for k, v in trial.intermediate_values.items()},
                    "attributes": trial.user_attrs,
                    "seconds": (trial.datetime_complete - trial.datetime_start).total_seconds()
                    if trial.datetime_complete and trial.datetime_start
                    else None,
                }
                for trial in study.trials
            ],
        }
    )
)
