#pragma once

// Clang's thread-safety attributes, checked by -Wthread-safety and empty elsewhere.
#if defined(__clang__)
#define OSSLENS_THREAD_ATTRIBUTE(x) __attribute__((x))
#else
#define OSSLENS_THREAD_ATTRIBUTE(x)
#endif

#define OSSLENS_CAPABILITY(x) OSSLENS_THREAD_ATTRIBUTE(capability(x))
#define OSSLENS_SCOPED_CAPABILITY OSSLENS_THREAD_ATTRIBUTE(scoped_lockable)
#define OSSLENS_GUARDED_BY(x) OSSLENS_THREAD_ATTRIBUTE(guarded_by(x))
#define OSSLENS_REQUIRES(...) OSSLENS_THREAD_ATTRIBUTE(requires_capability(__VA_ARGS__))
#define OSSLENS_ACQUIRE(...) OSSLENS_THREAD_ATTRIBUTE(acquire_capability(__VA_ARGS__))
#define OSSLENS_RELEASE(...) OSSLENS_THREAD_ATTRIBUTE(release_capability(__VA_ARGS__))
#define OSSLENS_EXCLUDES(...) OSSLENS_THREAD_ATTRIBUTE(locks_excluded(__VA_ARGS__))
#define OSSLENS_NO_THREAD_SAFETY_ANALYSIS OSSLENS_THREAD_ATTRIBUTE(no_thread_safety_analysis)
