using LinuxPatchApi.Packages.Repositories.Fleet;

namespace LinuxPatchApi.Packages.Families.Rpm;

/// <summary>
/// One section in a file of its own, and a key in armour. The metadata are signed; packages are verified by their checksums there.
/// </summary>
internal sealed class RpmFleetRepository : IFleetRepository
{
    private const string Section = "[lpa-repo]";

    /// <summary>Rebuilds of Enterprise Linux, for which its packages are made.</summary>
    private static readonly string[] Rebuilds = ["almalinux", "rocky", "rhel", "centos"];

    public string KeyMember => "gpg_public_key";

    public string KeyFile => "etc/pki/rpm-gpg/lpa-repo.gpg";

    public string SourceFile => "etc/yum.repos.d/lpa-repo.repo";

    public (FleetQuery? Query, string? WhyNot) Query(FleetRelease release) =>
        Rebuilds.Contains(release.Id, StringComparer.Ordinal) && release.Release?.Split('.')[0] == "9"
            ? (new FleetQuery("almalinux", "el9"), null)
            : (null, $"the manager has no repository for {release.Id} {release.Release ?? "without a release"}; it has Enterprise Linux 9");

    public (string? Source, string? Problem) Judge(string text, string suite, FleetHosts hosts)
    {
        if (FleetJudge.Lines(text) is not [Section, .. var lines])
        {
            return (null, $"it is not one section {Section} of plain text");
        }
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? line : line[..equals].Trim();
            if (equals < 0 || !values.TryAdd(name, line[(equals + 1)..].Trim()))
            {
                return (null, $"the line '{FleetJudge.Cut(line)}' is not a new setting");
            }
        }
        foreach (var (name, value) in values)
        {
            var isGood = name switch
            {
                "name" => value.Length is > 0 and <= 80,
                "baseurl" => true,
                "enabled" or "repo_gpgcheck" => value == "1",
                "gpgcheck" => value is "0" or "1",
                "gpgkey" => value == $"file:///{KeyFile}",
                _ => false,
            };
            if (!isGood)
            {
                return (null, $"'{FleetJudge.Cut($"{name}={value}")}' is not accepted");
            }
        }
        // Without it nothing of the repository would be verified.
        if (!values.ContainsKey("repo_gpgcheck") || !values.ContainsKey("gpgkey") || !values.TryGetValue("baseurl", out var address))
        {
            return (null, "baseurl, gpgkey or repo_gpgcheck=1 is missing");
        }
        address = address.TrimEnd('/');
        return hosts.WhyNot(address, $"/dnf/{suite}") is { } problem
            ? (null, problem)
            : ($"{Section}\nname={values.GetValueOrDefault("name", "lpa-repo")}\nbaseurl={address}/\nenabled=1\n"
                + $"gpgcheck={values.GetValueOrDefault("gpgcheck", "0")}\nrepo_gpgcheck=1\ngpgkey=file:///{KeyFile}\n", null);
    }

    public string? NameOf(string source) => Section.Trim('[', ']');

    public (FleetKey? Key, string? Problem) ReadKey(string text, DateTimeOffset now) => OpenPgpFleetKey.Read(text, armoured: true, now);
}
