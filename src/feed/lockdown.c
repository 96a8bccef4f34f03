#include "feed/lockdown.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { SANITIZED = 1 };
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif
#else
enum { SANITIZED = 0 };
#endif

static bool limit(int what, rlim_t soft, rlim_t hard)
{
    struct rlimit now;
    if (getrlimit((__rlimit_resource_t)what, &now) == 0 && now.rlim_max < hard) {
        hard = now.rlim_max;
        soft = soft < hard ? soft : hard;
    }
    return setrlimit((__rlimit_resource_t)what, &(struct rlimit){ soft, hard }) == 0;
}

static bool set_limits(const struct lockdown *want)
{
    bool good = limit(RLIMIT_CORE, 0, 0);
    /* The second after the soft limit lets SIGXCPU tell what happened before SIGKILL. */
    good = limit(RLIMIT_CPU, want->cpu_s, want->cpu_s + 1) && good;
    if (!SANITIZED)
        good = limit(RLIMIT_AS, want->memory, want->memory) && good;
    if (!want->program)
        good = limit(RLIMIT_NOFILE, 0, 0) && limit(RLIMIT_FSIZE, 0, 0) && good;
    return good;
}

static void write_proc(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return;
    /* A map that is refused leaves the overflow user, which suffices. */
    if (write(fd, text, strlen(text)) < 0)
        errno = 0;
    close(fd);
}

/* An empty network namespace: by privilege, else through a user namespace of its own. */
static bool leave_network(void)
{
    if (unshare(CLONE_NEWNET) == 0)
        return true;
    unsigned uid = geteuid(), gid = getegid();
    if (unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0)
        return false;
    char map[64];
    write_proc("/proc/self/setgroups", "deny");
    snprintf(map, sizeof map, "%u %u 1", uid, uid);
    write_proc("/proc/self/uid_map", map);
    snprintf(map, sizeof map, "%u %u 1", gid, gid);
    write_proc("/proc/self/gid_map", map);
    return true;
}

/* Also for a process that has none: then it only proves so. Without NOROOT, a root user's exec would get them back. */
static bool drop_capabilities(void)
{
    for (unsigned long cap = 0; cap <= 63; cap++)
        if (prctl(PR_CAPBSET_READ, cap, 0, 0, 0) == 1 && prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) != 0)
            break; /* lacks CAP_SETPCAP; no_new_privs keeps the set from being used */
    enum { NOROOT = 1, NOROOT_LOCKED = 2 };
    if (prctl(PR_SET_SECUREBITS, NOROOT | NOROOT_LOCKED, 0, 0, 0) != 0 && geteuid() == 0)
        return false;
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
    struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = { 0 };
    return syscall(SYS_capset, &header, none) == 0;
}

/* The kernel's structure with all fields up to ABI 6; older kernels are given its beginning. The header of Debian 12
 * knows ABI 2 only. https://docs.kernel.org/userspace-api/landlock.html */
struct landlock_rules {
    uint64_t files, network, scope;
};

enum { LL_READ = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_EXECUTE };

static uint64_t landlock_files(long abi)
{
    uint64_t bits = (1u << 13) - 1;
    if (abi >= 2)
        bits |= 1u << 13;   /* REFER */
    if (abi >= 3)
        bits |= 1u << 14;   /* TRUNCATE */
    if (abi >= 5)
        bits |= 1u << 15;   /* IOCTL_DEV */
    return bits;
}

static bool landlock_allow(int rules, const char *path, uint64_t access, uint64_t handled)
{
    int fd = open(path, O_PATH | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT;
    struct stat st;
    if (fstat(fd, &st) == 0 && !S_ISDIR(st.st_mode)) /* a plain file takes file rights only */
        access &= LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_EXECUTE | (1u << 14);
    struct landlock_path_beneath_attr rule = { .allowed_access = access & handled, .parent_fd = fd };
    bool good = syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
    close(fd);
    return good;
}

static unsigned enter_landlock(const struct lockdown *want)
{
    static const char *const system[] = { "/usr", "/lib", "/lib64", "/bin", "/etc/fonts", "/etc/ld.so.cache",
        "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/alternatives", "/etc/mime.types", "/etc/papersize",
        "/etc/localtime", "/etc/xdg", "/var/cache/fontconfig", "/var/lib/ghostscript", "/dev/urandom", "/dev/null",
        "/dev/zero" };
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (abi < 1)
        return 0;
    struct landlock_rules attr = { .files = landlock_files(abi), .network = 3, .scope = 3 };
    size_t size = abi >= 6 ? 24 : abi >= 4 ? 16 : 8;
    int rules = (int)syscall(SYS_landlock_create_ruleset, &attr, size, 0);
    if (rules < 0)
        return 0;
    bool good = true;
    if (want->program) {
        for (size_t i = 0; i < LEN(system); i++)
            good = landlock_allow(rules, system[i], LL_READ, attr.files) && good;
        good = landlock_allow(rules, "/dev/null", LL_READ | LANDLOCK_ACCESS_FS_WRITE_FILE | (1u << 14), attr.files) && good;
        for (size_t i = 0; want->readable && want->readable[i]; i++)
            good = landlock_allow(rules, want->readable[i], LL_READ, attr.files) && good;
        /* No devices, and no execution of what it wrote. */
        uint64_t write = LL_READ | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |
                         LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
                         LANDLOCK_ACCESS_FS_MAKE_SYM | (1u << 13) | (1u << 14);
        write &= ~(uint64_t)LANDLOCK_ACCESS_FS_EXECUTE;
        for (size_t i = 0; want->writable && want->writable[i]; i++)
            good = landlock_allow(rules, want->writable[i], write, attr.files) && good;
    }
    good = good && syscall(SYS_landlock_restrict_self, rules, 0) == 0;
    close(rules);
    if (!good)
        return 0;
    return SANDBOX_LANDLOCK_FILES | (abi >= 4 ? SANDBOX_LANDLOCK_NETWORK : 0u) | (abi >= 6 ? SANDBOX_LANDLOCK_SCOPE : 0u);
}

/* Calls that a reader may make whatever their arguments. */
static const int allowed[] = {
    SCMP_SYS(read),
    SCMP_SYS(readv),
    SCMP_SYS(pread64),
    SCMP_SYS(write),
    SCMP_SYS(writev),
    SCMP_SYS(lseek),
    SCMP_SYS(close),
    SCMP_SYS(fstat),
    SCMP_SYS(fadvise64),
    SCMP_SYS(brk),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(madvise),
    SCMP_SYS(futex),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(time),
    SCMP_SYS(getrandom),
    SCMP_SYS(sysinfo),
    SCMP_SYS(getpid),
    SCMP_SYS(gettid),
    SCMP_SYS(sched_yield),
    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
};

static bool filter_reader(scmp_filter_ctx c)
{
    bool good = true;
    for (size_t i = 0; i < LEN(allowed); i++)
        good = seccomp_rule_add(c, SCMP_ACT_ALLOW, allowed[i], 0) == 0 && good;
    /* Memory, never code. */
    good = seccomp_rule_add(c, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0 && good;
    good = seccomp_rule_add(c, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0 &&
           good;
    /* fstat of glibc 2.33 and later. */
    good = seccomp_rule_add(c, SCMP_ACT_ALLOW, SCMP_SYS(newfstatat), 1, SCMP_A3(SCMP_CMP_EQ, AT_EMPTY_PATH)) == 0 && good;
    good = seccomp_rule_add(c, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1, SCMP_A1(SCMP_CMP_EQ, F_GETFL)) == 0 && good;
    /* Asking for a limit, not setting one. */
    good = seccomp_rule_add(c, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 1, SCMP_A2(SCMP_CMP_EQ, 0)) == 0 && good;
    /* abort() and raise() */
    good =
        seccomp_rule_add(c, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid())) == 0 &&
        good;
    return good;
}

/* Calls that an external program has no reason to make. */
static const int denied[] = {
    SCMP_SYS(socket),
    SCMP_SYS(socketpair),
    SCMP_SYS(connect),
    SCMP_SYS(bind),
    SCMP_SYS(listen),
    SCMP_SYS(accept),
    SCMP_SYS(accept4),
    SCMP_SYS(sendto),
    SCMP_SYS(sendmsg),
    SCMP_SYS(sendmmsg),
    SCMP_SYS(ptrace),
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(kcmp),
    SCMP_SYS(pidfd_getfd),
    SCMP_SYS(pidfd_open),
    SCMP_SYS(kill),
    SCMP_SYS(tkill),
    SCMP_SYS(pidfd_send_signal),
    SCMP_SYS(rt_sigqueueinfo),
    SCMP_SYS(rt_tgsigqueueinfo),
    SCMP_SYS(setsid),
    SCMP_SYS(setpgid),
    SCMP_SYS(mount),
    SCMP_SYS(umount2),
    SCMP_SYS(pivot_root),
    SCMP_SYS(chroot),
    SCMP_SYS(fsopen),
    SCMP_SYS(fsmount),
    SCMP_SYS(fsconfig),
    SCMP_SYS(fspick),
    SCMP_SYS(move_mount),
    SCMP_SYS(open_tree),
    SCMP_SYS(mount_setattr),
    SCMP_SYS(unshare),
    SCMP_SYS(setns),
    SCMP_SYS(bpf),
    SCMP_SYS(perf_event_open),
    SCMP_SYS(userfaultfd),
    SCMP_SYS(io_uring_setup),
    SCMP_SYS(io_uring_enter),
    SCMP_SYS(io_uring_register),
    SCMP_SYS(keyctl),
    SCMP_SYS(add_key),
    SCMP_SYS(request_key),
    SCMP_SYS(init_module),
    SCMP_SYS(finit_module),
    SCMP_SYS(delete_module),
    SCMP_SYS(kexec_load),
    SCMP_SYS(kexec_file_load),
    SCMP_SYS(reboot),
    SCMP_SYS(swapon),
    SCMP_SYS(swapoff),
    SCMP_SYS(acct),
    SCMP_SYS(syslog),
    SCMP_SYS(quotactl),
    SCMP_SYS(personality),
    SCMP_SYS(open_by_handle_at),
    SCMP_SYS(name_to_handle_at),
    SCMP_SYS(settimeofday),
    SCMP_SYS(clock_settime),
    SCMP_SYS(adjtimex),
    SCMP_SYS(clock_adjtime),
    SCMP_SYS(sethostname),
    SCMP_SYS(setdomainname),
    SCMP_SYS(mknod),
    SCMP_SYS(mknodat),
    SCMP_SYS(iopl),
    SCMP_SYS(ioperm),
    SCMP_SYS(vmsplice),
};

static bool filter_program(scmp_filter_ctx c)
{
    bool good = true;
    for (size_t i = 0; i < LEN(denied); i++)
        good = seccomp_rule_add(c, SCMP_ACT_ERRNO(EPERM), denied[i], 0) == 0 && good;
    good = seccomp_rule_add(
               c, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(tgkill), 1, SCMP_A0(SCMP_CMP_NE, (scmp_datum_t)getpid())) == 0 &&
           good;
    /* A filter cannot look behind clone3's pointer; libc falls back to clone, whose flags it can see. */
    good = seccomp_rule_add(c, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0 && good;
    static const unsigned long spaces[] = { CLONE_NEWUSER, CLONE_NEWNET, CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWIPC,
        CLONE_NEWUTS, CLONE_NEWCGROUP };
    for (size_t i = 0; i < LEN(spaces); i++)
        good = seccomp_rule_add(c, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1,
                   SCMP_A0(SCMP_CMP_MASKED_EQ, spaces[i], spaces[i])) == 0 &&
               good;
    return good;
}

static bool enter_seccomp(const struct lockdown *want)
{
    scmp_filter_ctx c = seccomp_init(want->program ? SCMP_ACT_ALLOW : SCMP_ACT_ERRNO(EPERM));
    if (!c)
        return false;
    bool good = (want->program ? filter_program(c) : filter_reader(c)) && seccomp_load(c) == 0;
    seccomp_release(c);
    return good;
}

enum err lockdown(const struct lockdown *want, unsigned *ret_layers, struct fault *f)
{
    unsigned layers = 0;
    /* Rules are opened before the limits forbid new files. */
    if (want->program && leave_network())
        layers |= SANDBOX_NO_NETWORK;
    bool dropped = drop_capabilities();
    if (dropped)
        layers |= SANDBOX_NO_CAPABILITY;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)
        layers |= SANDBOX_NO_NEW_RIGHTS;
    layers |= enter_landlock(want);
    if (set_limits(want))
        layers |= SANDBOX_LIMITS_SET;
    if ((layers & SANDBOX_NO_NEW_RIGHTS) && enter_seccomp(want))
        layers |= SANDBOX_SECCOMP;
    *ret_layers = layers;
    if (!(layers & SANDBOX_SECCOMP))
        return fault(f, E_IO, NULL, N_("Läsaren kunde inte stängas in: datorns kärna tillåter inte seccomp."), NULL, NULL);
    return OK;
}
