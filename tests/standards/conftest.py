from hypothesis import settings

# Deadlines measure the machine's other work, not the code under test.
settings.register_profile("standards", deadline=None)
settings.load_profile("standards")
