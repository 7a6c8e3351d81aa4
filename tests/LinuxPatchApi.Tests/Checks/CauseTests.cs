using LinuxPatchApi.Checks;
using LinuxPatchApi.Files;
using LinuxPatchApi.Host;
using LinuxPatchApi.Host.Checks;
using LinuxPatchApi.HostServices.PackageKit.Model;
using LinuxPatchApi.HostServices.PackageKit.Vocabulary;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.Transactions;
using LinuxPatchApi.Packages.Checks;
using LinuxPatchApi.Packages.Engines.PackageKit;
using LinuxPatchApi.Packages.Families.Deb;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Repositories;

namespace LinuxPatchApi.Tests.Checks;

public sealed class CauseTests
{
    private static readonly Mounts Table = new(
    [
        "1 0 8:1 / / rw,relatime - ext4 /dev/sda1 rw",
        "2 1 8:2 / /usr ro,relatime - ext4 /dev/sda2 ro,errors=remount-ro",
        "3 1 8:3 / /boot rw - ext4 /dev/sda3 rw",
        "4 1 8:1 /var /var ro - ext4 /dev/sda1 rw",
    ]);

    private static readonly IRefreshTexts Apt = DebTerms.Instance.Refresh;

    [Theory]
    [InlineData("E: The package lists or status file could not be parsed or opened.")]
    [InlineData("E: Encountered a section with no Package: header\nE: Problem with MergeList /var/lib/apt/lists/x_Packages")]
    [InlineData("E: Malformed entry 1 in list file /etc/apt/sources.list.d/x.list (URI parse)")]
    [InlineData("E: Invalid record in the preferences file /etc/apt/preferences.d/x, no Package header")]
    public void Case12_Package_manager_that_cannot_open_its_state_is_reported_in_its_words(string words)
    {
        var failure = PackageKitFailures.Of(new PackageKitError(PackageKitErrorCode.CannotGetLock, words), DebFailureTexts.Instance);
        Assert.Equal((JobErrorCode.PackageManagerError, false), (failure.Code, failure.Retryable));
        var check = OffersCheck.Judge(failure, DebTerms.Instance);
        Assert.Equal(CheckStatus.Failed, check.Status);
        Assert.Contains(words, check.Problem, StringComparison.Ordinal);
        Assert.NotNull(check.Remedy);
    }

    [Fact]
    public void Case12_What_passes_by_itself_is_a_warning() =>
        Assert.Equal(CheckStatus.Warning, OffersCheck.Judge(new PackageFailure(JobErrorCode.Locked, "locked", true), DebTerms.Instance)
            .Status);

    [Theory]
    [InlineData("W: slow\nE: The following signatures were invalid: EXPKEYSIG 1234 Repo",
        "The following signatures were invalid: EXPKEYSIG 1234 Repo", "signing key")]
    [InlineData("E: Repository 'file:/r ./ InRelease' changed its 'Label' value from 'a' to 'b'",
        "Repository 'file:/r ./ InRelease' changed its 'Label' value from 'a' to 'b'", "allow-releaseinfo-change")]
    [InlineData("E: Release file for file:/r/InRelease is expired (invalid since 2d).",
        "Release file for file:/r/InRelease is expired (invalid since 2d).", "clock")]
    public void Case13_Health_has_the_first_line_of_the_cause_and_doctor_the_text(string words, string first, string remedy)
    {
        var check = RepositoriesCheck.Judge(new PackageFailure(JobErrorCode.CacheRefreshError, words, true), DebTerms.Instance);
        Assert.Equal([$"the last refresh of the repositories' indexes failed: {first}"], check.Reasons);
        Assert.Contains(first, check.Problem, StringComparison.Ordinal);
        Assert.Equal(words.Contains("slow", StringComparison.Ordinal), check.Problem!.Contains("slow", StringComparison.Ordinal));
        if (words[0] == 'E')
        {
            Assert.Contains(remedy, check.Remedy, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Case13_Words_of_many_repositories_are_bounded()
    {
        Assert.Equal(16, RefreshErrorText.Of(string.Join('\n', Enumerable.Range(0, 17).Select(i => $"E: repository {i}")), Apt).Count);
        Assert.Equal(401, RefreshErrorText.Of(new string('x', 401), Apt).Single().Length);
        Assert.Equal(400, RefreshErrorText.Of(new string('x', 400), Apt).Single().Length);
        Assert.Single(RefreshErrorText.Of("E: same\nW: same", Apt));
    }

    [Theory]
    [InlineData(
        "dpkg: error processing archive /var/cache/apt/archives/a.deb (--unpack):\n "
            + "unable to create '/usr/bin/a.dpkg-new' (while processing './usr/bin/a'): Read-only file system",
        "READ_ONLY", "the file system /usr is read-only")]
    [InlineData(" cannot copy extracted data for './boot/vmlinuz' to '/boot/vmlinuz.dpkg-new': failed to write (No space left on device)",
        "DISK_FULL", "the file system /boot is full")]
    [InlineData("update-initramfs: failed: gzip: stdout: No space left on device", "DISK_FULL", "a file system is full")]
    [InlineData("dpkg: unrecoverable fatal error, aborting:\n unable to fsync updated status of 'web': Disk quota exceeded", "DISK_FULL",
        "a file system is full")]
    public void Case22_File_system_is_the_cause_that_is_reported(string printed, string code, string message)
    {
        var told = new PackageFailure(JobErrorCode.PackageManagerError, "Error while running dpkg", false);
        var failure = DiskCause.Of(told, printed.Split('\n'), Table);
        Assert.Equal((code, false), (JobSpelling.ErrorCodes.Of(failure.Code), failure.Retryable));
        Assert.StartsWith(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Case57_The_package_managers_own_count_names_the_file_system() => Assert.StartsWith(
        "the file system /var is full: ",
        DiskCause.Of(new PackageFailure(JobErrorCode.DiskFull, "E: You don't have enough free space in /var/cache/apt/archives/.", false),
            [], new Mounts(["1 0 0:1 / / rw - ext4 x rw", "2 1 0:2 / /var rw - ext4 y rw"])).Message,
        StringComparison.Ordinal);

    /// <summary>rpm, dnf's summary, pacman and apk, each for the root and for another file system.</summary>
    [Theory]
    [InlineData("installing package web-2-1.x86_64 needs 12MB more space on the / filesystem", "the file system / is full: ")]
    [InlineData("installing package kernel-6-1.x86_64 needs 31MB more space on the /boot filesystem", "the file system /boot is full: ")]
    [InlineData("installing package web-2-1.x86_64 needs 5 more inodes on the / filesystem", "the file system / is full: ")]
    [InlineData("Disk Requirements:\n   At least 12MB more space needed on the / filesystem.", "the file system / is full: ")]
    [InlineData("error: Partition / too full: 31207 blocks needed, 1024 blocks free", "the file system / is full: ")]
    [InlineData("error: Partition /boot too full: 31207 blocks needed, 1024 blocks free", "the file system /boot is full: ")]
    [InlineData("error: unpacking of archive failed on file /usr/bin/web;65e1: cpio: write failed - No space left on device",
        "the file system /usr is full: ")]
    [InlineData("error: could not extract /usr/bin/web (Read-only file system)", "the file system /usr is read-only: ")]
    [InlineData("ERROR: web-2-r0: failed to rename usr/bin/.apk.1 to usr/bin/web: Read-only file system", "a file system is read-only: ")]
    public void Case22_File_system_is_named_in_every_familys_words(string words, string expected)
    {
        var told = DiskCause.Of(new PackageFailure(JobErrorCode.PackageManagerError, words, Retryable: false), [], Table);
        Assert.StartsWith(expected, told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Case22_Other_failures_stay_as_they_are()
    {
        var told = new PackageFailure(JobErrorCode.ScriptFailed,
            "installed web package post-installation script subprocess returned error exit status 1", false);
        Assert.Same(told, DiskCause.Of(told, ["some output"], Table));
        Assert.Same(told, DiskCause.Of(told, ["a script warns: there is not enough free space for a cache"], Table));
        var cancelled = new PackageFailure(JobErrorCode.Cancelled, "cancelled", true);
        Assert.Same(cancelled, DiskCause.Of(cancelled, ["No space left on device"], Table));
    }

    [Fact]
    public void Case22_Essential_package_is_a_conflict() => Assert.Equal(
        JobErrorCode.DependencyConflict,
        PackageKitFailures.Of(new PackageKitError(PackageKitErrorCode.CannotRemoveSystemPackage, "essential"), DebFailureTexts.Instance)
            .Code);

    [Fact]
    public void Case22_Read_only_is_the_file_system_and_not_the_sandbox_s_mount()
    {
        Assert.True(Table.IsReadOnly("/usr/bin"));
        Assert.False(Table.IsReadOnly("/var/lib"));
        Assert.False(Table.IsReadOnly("/usrlocal"));
        Assert.Equal(("/boot", "/"), (Table.PointOf("/boot/x"), Table.PointOf("/bootx")));
        Assert.Contains("READ_ONLY", DiskCheck.ReadOnly("/usr", "/usr").Problem, StringComparison.Ordinal);
        Assert.Null(new Mounts(["rubbish"]).PointOf("/"));
    }

    [Fact]
    public void Case17_Empty_boot_is_well_whatever_its_size()
    {
        Assert.Equal(CheckStatus.Ok, BootDiskCheck.Judge(455L << 20, 0, DebTerms.Instance).Status);
        Assert.Equal(CheckStatus.Ok, BootDiskCheck.Judge(0, 0, DebTerms.Instance).Status);
    }

    [Fact]
    public void Case17_Boot_is_judged_by_what_the_next_kernel_takes()
    {
        var needed = BootDiskCheck.NeededBytes(
            [("vmlinuz-6.1.0-1", 8), ("initrd.img-6.1.0-1", 30), ("System.map-6.1.0-1", 1), ("config-6.1.0-1", 1), ("vmlinuz-5.0", 5),
                ("grub.cfg", 900)]);
        Assert.Equal(8 + 60 + 1 + 1, needed);
        Assert.Equal(CheckStatus.Ok, BootDiskCheck.Judge(needed, needed, DebTerms.Instance).Status);
        var full = BootDiskCheck.Judge(needed - 1, needed, DebTerms.Instance);
        Assert.Equal(CheckStatus.Warning, full.Status);
        Assert.Contains("kernel", full.Problem, StringComparison.Ordinal);
        Assert.Equal(13, BootDiskCheck.NeededBytes([("vmlinuz-6.9.x86_64", 3), ("initramfs-6.9.x86_64.img", 5)]));
        Assert.Equal(13, BootDiskCheck.NeededBytes(
            [("vmlinuz-6.9.x86_64", 3), ("initramfs-6.9.x86_64.img", 5), ("vmlinuz-0-rescue-0a1b", 3),
                ("initramfs-0-rescue-0a1b.img", 50)]));
    }

    /// <summary>As on Arch and Alpine, whose packages replace the kernel under the same name.</summary>
    [Fact]
    public void Case17_Kernel_that_is_replaced_in_place_takes_no_second_version()
    {
        Assert.Equal(13 + 20, BootDiskCheck.NeededBytes(
            [("vmlinuz-linux", 13), ("vmlinuz-linux-lts", 12), ("initramfs-linux.img", 20), ("initramfs-linux-fallback.img", 80)]));
        Assert.Equal(10 + 18, BootDiskCheck.NeededBytes([("vmlinuz-lts", 10), ("initramfs-lts", 18), ("config-lts", 1)]));
    }

    /// <summary>The layouts of the Boot Loader Specification.</summary>
    [Theory]
    [InlineData("EFI/Linux/arch-linux.efi", 60)]
    [InlineData("0123456789abcdef0123456789abcdef/6.9.4-200.fc40.x86_64/linux", 60)]
    [InlineData("0123456789abcdef0123456789abcdef/6.9.4-200.fc40.x86_64/initrd", 120)]
    [InlineData("EFI/Linux/readme.txt", 0)]
    [InlineData("EFI/BOOT/BOOTX64.EFI", 0)]
    [InlineData("grub/6.9/linux", 0)]
    public void Case17_Kernels_below_the_top_of_boot_are_seen(string path, long needed) =>
        Assert.Equal(needed, BootDiskCheck.NeededBytes(BootFiles.NameOf(path) is { } name ? [(name, 60)] : []));
}
