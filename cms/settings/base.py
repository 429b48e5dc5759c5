"""What every deployment shares. Choices that differ come from the environment (`environment.py`)."""

from pathlib import Path

from cms.settings import environment as env
from disclosure_plugins import template_folders

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(env.text("DISCLOSURE_VAR_DIR", str(BASE_DIR / "var")))

INSTALLED_APPS = [
    "disclosure_plugins",
    "cms.accounts",
    "cms.branding",
    "cms.manual",
    "cms.pages",
    "cms.casefile",
    "cms.drafts",
    "cms.deadlines",
    "cms.lifecycle",
    "cms.intranet",
    "cms.workflows",
    "search",
    "cms.publication",
    "cms.extraction",
    "cms.organisation",
    "cms.files",
    "cms.outbox",
    "cms.workdays",
    "cms.ledger",
    "cms.scheduler",
    "cms.registers",
    "wagtail.contrib.table_block",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "wagtail.sites",
    "wagtail_modeladmin",
    "modelcluster",
    "taggit",
    "django_filters",
    "axes",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "cms.security.headers.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "cms.security.requests.BrokenInput",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cms.security.ratelimit.RateLimits",
    "cms.publication.front.Front",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "cms.security.idle.IdleSessions",
    "cms.security.signing_in.Devices",
    "cms.workflows.admin.guards.middleware.RestrictAdminViews",
    "cms.publication.middleware.RefusePublicApi",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": template_folders(),
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

DATABASES = {"default": env.database("DATABASE_URL", VAR_DIR / "db.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Counters of requests lie apart from pages: whoever fills or empties one cache touches nothing in the other.
CACHES = {"default": env.cache("CACHE_URL"), "counters": env.cache("CACHE_URL", "counters")}

AUTH_USER_MODEL = "disclosure_accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "cms.organisation.permissions.PostBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "cms.security.passwords.WithoutTheName"},
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
WAGTAILADMIN_USER_LOGIN_FORM = "cms.accounts.forms.SignInForm"
LOCALE_PATHS = [BASE_DIR / "cms" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_ROOT = VAR_DIR / "media"
MEDIA_URL = "/admin/files/media/"  # never mounted as such: cms.files serves what a person may see

WAGTAIL_SITE_NAME = "政务公开"
WAGTAILADMIN_BASE_URL = env.text("SITE_URL", "http://127.0.0.1:8000")
WAGTAILIMAGES_IMAGE_MODEL = "disclosure_files.Image"
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.files.forms.ImageForm"
WAGTAILDOCS_DOCUMENT_MODEL = "disclosure_files.Document"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "cms.files.forms.DocumentForm"
DISCLOSURE_SEARCH_BASE_TEMPLATE = "disclosure/base.html"
WAGTAIL_FINISH_WORKFLOW_ACTION = "cms.workflows.mirror.finish.finish_workflow_state"
WAGTAIL_I18N_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_WORKFLOW_CANCEL_ON_PUBLISH = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]  # the regulation's dates are the bureau's
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES

DISCLOSURE_SEAL_KEYS = env.keys("DISCLOSURE_SEAL_KEYS")
DISCLOSURE_SEAL_KEY_ID = env.text("DISCLOSURE_SEAL_KEY_ID", next(iter(DISCLOSURE_SEAL_KEYS), ""))
ELASTICSEARCH_URL = env.text("ELASTICSEARCH_URL", "")  # of one node or more; empty: search stays in the database
DISCLOSURE_SEARCH_INDEX = env.text("DISCLOSURE_SEARCH_INDEX", "disclosure-public")
DISCLOSURE_SEARCH_VOCABULARY = env.words("SEARCH_VOCABULARY")  # files of this site's own words of the people
DISCLOSURE_SEARCH_LEARNING: dict[str, int] = {}  # see search.learning.Rules for what can be set
ELASTICSEARCH_OPTIONS = env.elasticsearch_options()
WAGTAILSEARCH_BACKENDS = {"default": env.editors_search(ELASTICSEARCH_URL, ELASTICSEARCH_OPTIONS)}
DISCLOSURE_WITNESS = Path(env.text("DISCLOSURE_WITNESS", str(VAR_DIR / "witness.log")))
DISCLOSURE_VAULT = Path(env.text("DISCLOSURE_VAULT", str(VAR_DIR / "vault")))

# What a process keeps of the pages that visitors saw: at most so much of it, compared with their rows after so many
# seconds.
DISCLOSURE_KEPT_PAGES = {
    "entries": int(env.text("KEPT_PAGES", "5000")),
    "bytes": int(env.text("KEPT_PAGES_MB", "64")) * 2**20,
    "seconds": 30,
}

SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "SAMEORIGIN"
DISCLOSURE_TRUSTED_PROXIES = int(env.text("TRUSTED_PROXIES", "0"))
# name, path, methods, requests, in seconds, form field that is counted (or the client's address)
DISCLOSURE_RATE_LIMITS = [
    ("new password by address", "/admin/password_reset/", ("POST",), 10, 3600, ""),
    ("new password by account", "/admin/password_reset/", ("POST",), 3, 3600, "email"),
    ("search", "/search/", ("GET", "HEAD"), 60, 60, ""),
    ("search counted", "/search/count/", ("POST",), 60, 60, ""),
    ("suggestions", "/search/suggest/", ("GET", "HEAD"), 240, 60, ""),
]
DISCLOSURE_SIGN_IN: dict[str, int] = {}  # see cms.security.signing_in.Rules for what can be set
DISCLOSURE_SESSION_IDLE = int(env.text("SESSION_IDLE_MINUTES", "60"))
SESSION_COOKIE_AGE = 12 * 3600
AXES_HANDLER = "cms.security.signing_in.Handler"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "cms.security.signing_in.account_of"
AXES_CLIENT_IP_CALLABLE = "cms.security.signing_in.address_of"
AXES_COOLOFF_TIME = "cms.security.signing_in.remembered"
AXES_LOCKOUT_CALLABLE = "cms.security.signing_in.too_many"
AXES_FAILURE_LIMIT = 10
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # whoever keeps trying does not keep others out for longer
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True  # who logged in stands in the sessions and in last_login
AXES_VERBOSE = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "cms.security.logs.OneLine", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "cms": {"level": "INFO"},
        "disclosure_search": {"level": "INFO"},
        "elastic_transport": {"level": "ERROR"},  # each retry with its trace; what came of it is said by search
    },
}
