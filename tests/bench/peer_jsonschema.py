"""peer_jsonschema.py - python3-jsonschema over a folder: SCHEMA FOLDER"""
import json
import pathlib
import sys

import jsonschema

schema = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
validator = jsonschema.validators.validator_for(schema)(schema)
failed = 0
for path in pathlib.Path(sys.argv[2]).rglob("*.json"):
    failed += not validator.is_valid(json.loads(path.read_text(encoding="utf-8")))
sys.exit(failed > 0)
