using LinuxPatchApi.Packages.Repositories.Fleet;

namespace LinuxPatchApi.Packages.Families.Deb.Settings;

/// <summary>One line in a file of its own, and a key in binary form, which apt wants in a file named <c>.gpg</c>.</summary>
internal sealed class AptFleetRepository : IFleetRepository
{
    public string KeyMember => "gpg_public_key";

    public string KeyFile => "etc/apt/keyrings/lpa-repo.gpg";

    public string SourceFile => "etc/apt/sources.list.d/lpa-repo.list";

    public (FleetQuery? Query, string? WhyNot) Query(FleetRelease release) => (release.Id, release.Release) switch
    {
        ("ubuntu", "22.04") => (new FleetQuery("ubuntu", "u2204"), null),
        ("ubuntu", "24.04") => (new FleetQuery("ubuntu", "u2404"), null),
        ("ubuntu", "26.04") => (new FleetQuery("ubuntu", "u2604"), null),
        ("debian", "12") => (new FleetQuery("debian", "debian12"), null),
        ("debian", "13") => (new FleetQuery("debian", "debian13"), null),
        _ => (null, $"the manager has no repository for {release.Id} {release.Release ?? "without a release"}; "
            + "it has ubuntu 22.04, 24.04 and 26.04, and debian 12 and 13"),
    };

    public (string? Source, string? Problem) Judge(string text, string suite, FleetHosts hosts)
    {
        if (FleetJudge.Lines(text) is not [var line])
        {
            return (null, "it is not one line of plain text");
        }
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var option = $"[signed-by=/{KeyFile}]";
        if (words is not ["deb", var options, var address, var ownSuite, "main"])
        {
            return (null, $"the line is not 'deb {option} ADDRESS {suite} main'");
        }
        return options != option ? (null, $"the options are {FleetJudge.Cut(options)}, not {option}")
            : ownSuite != suite ? (null, $"the suite is {FleetJudge.Cut(ownSuite)}, not {suite}")
            : hosts.WhyNot(address, "/apt") is { } problem ? (null, problem)
            : ($"deb {option} {address} {suite} main\n", null);
    }

    public string? NameOf(string source) => source.Split(' ') is [_, _, var address, var suite, ..] ? $"{address} {suite}" : null;

    public (FleetKey? Key, string? Problem) ReadKey(string text, DateTimeOffset now) => OpenPgpFleetKey.Read(text, armoured: false, now);
}
