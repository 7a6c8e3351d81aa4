using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Packages.Generated;

/// <summary>
/// The apt of this machine over files of a test, as the judge: amd64, with i386 as a foreign architecture. It changes nothing.
/// </summary>
internal sealed class AptRoot : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public AptRoot()
    {
        foreach (var folder in new[] { "var/lib/apt/lists/partial", "var/lib/dpkg", "var/cache/apt/archives/partial",
            "etc/apt/sources.list.d", "etc/apt/preferences.d", "etc/apt/apt.conf.d" })
        {
            Directory.CreateDirectory(File(folder));
        }

        System.IO.File.WriteAllText(File("var/lib/apt/extended_states"), "");
        System.IO.File.WriteAllText(File("etc/apt/sources.list"), "");
    }

    /// <summary>The root that the code under test is given.</summary>
    public string Path => _directory.Path;

    public void Dispose() => _directory.Dispose();

    public string File(string path) => _directory.File(path);

    public (int ExitCode, string Output) Simulate(string status, params ReadOnlySpan<string> arguments)
    {
        System.IO.File.WriteAllText(File("var/lib/dpkg/status"), status);
        return Run("apt-get", ["--simulate", .. arguments]);
    }

    public (int ExitCode, string Output) Run(string program, params ReadOnlySpan<string> arguments) => Tool.Run(
        program,
        [
            "-o", $"Dir={Path}/", "-o", $"Dir::State::status={File("var/lib/dpkg/status")}", "-o", "Debug::NoLocking=1", "-o",
                "APT::Architecture=amd64",
            "-o", "APT::Sandbox::User=root", "-o", "APT::Architectures::=amd64", "-o", "APT::Architectures::=i386", "-o",
                "Acquire::Languages=none", .. arguments,
        ]);

    /// <summary>What the one repository offers.</summary>
    public IReadOnlyList<MadePackage> Offered { get; private set; } = [];

    /// <summary>A repository in a directory, fetched by apt.</summary>
    public void Offer(IReadOnlyList<MadePackage> packages)
    {
        Offered = packages;
        Repository("repo", "",
            [.. packages.Select(p =>
                $"Package: {p.Name}\nMaintainer: a <a@b>\n{p.Fields}Filename: {p.Name}_{p.Version}_{p.Architecture}.deb\nSize: 1\n"
                + $"SHA256: {new string('0', 64)}\nDescription: d\n")]);
        System.IO.File.WriteAllText(File("etc/apt/sources.list"), $"deb [trusted=yes] file:{File("repo")} ./\n");
        Update();
    }

    /// <summary>A flat repository.</summary>
    /// <param name="release">Fields of its Release file.</param>
    public void Repository(string name, string release, IReadOnlyList<string> packages)
    {
        Directory.CreateDirectory(File(name));
        var index = string.Join('\n', packages);
        System.IO.File.WriteAllText(File($"{name}/Packages"), index);
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(index)));
        System.IO.File.WriteAllText(
            File($"{name}/Release"),
                $"{release}Date: Sun, 01 Mar 2026 12:00:00 UTC\nSHA256:\n"
                + $" {hash} {System.Text.Encoding.UTF8.GetByteCount(index)} Packages\n");
    }

    public void Update()
    {
        if (!System.IO.File.Exists(File("var/lib/dpkg/status")))
        {
            System.IO.File.WriteAllText(File("var/lib/dpkg/status"), MadeHost.Dpkg.Record);
        }

        var (code, output) = Run("apt-get", "update");
        Assert.True(code == 0, output);
    }

    /// <summary>
    /// What a simulation would do: <c>Inst</c> or <c>Remv</c>, name, architecture, the version there is, and the one to come.
    /// </summary>
    public static IReadOnlyList<(string Verb, string Name, string Architecture, string From, string To)> Rows(string output)
    {
        var rows = new List<(string, string, string, string, string)>();
        foreach (var line in output.Split('\n')
            .Where(l => l.StartsWith("Inst ", StringComparison.Ordinal) || l.StartsWith("Remv ", StringComparison.Ordinal)))
        {
            var fields = line.Split(' ');
            var name = fields[1].Split(':');
            var from = fields.Length > 2 && fields[2].StartsWith('[') ? fields[2].Trim('[', ']') : "";
            var open = line.IndexOf('(', StringComparison.Ordinal);
            var to = open < 0 ? "" : line[(open + 1)..].Split(' ')[0];
            var close = open < 0 ? -1 : line.LastIndexOf("])", StringComparison.Ordinal);
            var architecture = name.Length > 1 ? name[1] : close < 0 ? "amd64" : line[(line.LastIndexOf('[', close) + 1)..close];
            rows.Add((fields[0], name[0], architecture, from, to));
        }

        return rows;
    }
}
