using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Docs;

/// <summary>The names by which the manager's repository sorts packages into suites, and orders them.</summary>
public sealed class ReleaseFilesTests
{
    [Fact]
    public void Every_package_has_the_name_that_its_suite_takes()
    {
        using var directory = new TemporaryDirectory();
        var packages = Directory.CreateDirectory(directory.File("packages")).FullName;
        foreach (var name in (string[])["linux-patch-api_3.0.0-1_amd64.deb", "linux-patch-api-3.0.0-1.el9.x86_64.rpm",
            "linux-patch-api-3.0.0-r1.apk"])
        {
            File.WriteAllText(Path.Combine(packages, name), name);
        }
        Tool.Succeed(Path.Combine(Repository.Root, "packaging/release-files"), packages, directory.File("release"));
        Assert.Equal(
            [
                "SHA256SUMS", "linux-patch-api-3.0.0-1.el9.x86_64.rpm", "linux-patch-api-3.0.0-r1.apk",
                .. new[] { "debian12", "debian13", "u2204", "u2404", "u2604" }
                    .Select(suite => $"linux-patch-api_3.0.0-1_{suite}_amd64.deb"),
            ],
            Directory.GetFiles(directory.File("release")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    /// <summary>The newest of a suite is found by text there, and what is below 2.7 was there before.</summary>
    [Fact]
    public void Version_is_ordered_as_text_and_above_the_predecessors()
    {
        var version = File.ReadAllText(Path.Combine(Repository.Root, "VERSION")).Trim();
        Assert.Matches(@"^[3-9]\.[0-9]\.[0-9]$", version);
    }
}
