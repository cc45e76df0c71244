"""All settings, by topic. Each topic reads its own environment variables (`STEPMARK_…`)."""

from kb.settings.api import *  # noqa: F403
from kb.settings.core import *  # noqa: F403
from kb.settings.database import *  # noqa: F403
from kb.settings.env import env
from kb.settings.exports import *  # noqa: F403
from kb.settings.ingest import *  # noqa: F403
from kb.settings.integrations import *  # noqa: F403
from kb.settings.logs import *  # noqa: F403
from kb.settings.mail import *  # noqa: F403
from kb.settings.privacy import *  # noqa: F403
from kb.settings.queue import *  # noqa: F403
from kb.settings.search import *  # noqa: F403
from kb.settings.security import *  # noqa: F403
from kb.settings.signin import *  # noqa: F403
from kb.settings.signin_company import *  # noqa: F403
from kb.settings.storage import *  # noqa: F403

env.seal()  # every wrong variable is reported at once
