using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Enrolment;

/// <summary>
/// A fleet manager's package repository: packages made here, indexes by the distributions' own tools, signed by the real gpg. The fake
/// manager serves its directory.
/// </summary>
internal sealed class SignedRepository : IAsyncDisposable
{
    /// <summary>Until the first key expires.</summary>
    public const int KeyDays = 90;

    /// <summary>Who the first key is of.</summary>
    public const string Owner = "fleet@example.org";

    private readonly string _home = Directory.CreateTempSubdirectory("lpa-gpg-").FullName;
    private string _signer = Owner;

    private SignedRepository()
    {
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("lpa-repository-").FullName;

    /// <summary>The key in armour, as the manager sends it.</summary>
    public string Key { get; private set; } = "";

    /// <param name="algorithm">As gpg takes it; rpm of Enterprise Linux 9 takes RSA everywhere.</param>
    public static async Task<SignedRepository> CreateAsync(string algorithm = "ed25519")
    {
        var made = new SignedRepository();
        made.Key = await made.AddKeyAsync(Owner, algorithm);
        return made;
    }

    /// <summary>Makes another key and signs by it from now on; gives it in armour.</summary>
    public Task<string> ChangeSignerAsync(string owner, string algorithm = "ed25519")
    {
        SignAs(owner);
        return AddKeyAsync(owner, algorithm);
    }

    public void SignAs(string owner) => _signer = owner;

    /// <summary>The repository of apt, with one package.</summary>
    public async Task PublishDebAsync(string suite, string package, string version)
    {
        var (root, tree) = (Path.Combine(Folder, "apt"), Path.Combine(Folder, $"tree-{package}-{version}"));
        Directory.CreateDirectory(Path.Combine(tree, "DEBIAN"));
        Directory.CreateDirectory(Path.Combine(root, "pool"));
        await File.WriteAllTextAsync(
            Path.Combine(tree, "DEBIAN/control"),
            $"Package: {package}\nVersion: {version}\nArchitecture: all\nMaintainer: Fleet <{Owner}>\nDescription: made for tests\n");
        await Command.RunAsync("dpkg-deb", "--root-owner-group", "-b", tree, $"{root}/pool/{package}_{version}_all.deb");
        var index = $"dists/{suite}/main/binary-amd64";
        await ShAsync(root, $"""
            mkdir -p {index}
            apt-ftparchive --arch amd64 packages pool >{index}/Packages
            gzip -9nkf {index}/Packages
            apt-ftparchive -o APT::FTPArchive::Release::Origin=Fleet -o APT::FTPArchive::Release::Label=Fleet \
                -o APT::FTPArchive::Release::Suite={suite} -o APT::FTPArchive::Release::Codename={suite} \
                -o APT::FTPArchive::Release::Architectures=amd64 -o APT::FTPArchive::Release::Components=main \
                release dists/{suite} >{Folder}/Release
            {Gpg} --clearsign -o dists/{suite}/InRelease {Folder}/Release
            """);
    }

    /// <summary>The repository of dnf, with one package; its metadata are signed, the package is not, as the manager has it.</summary>
    public async Task PublishRpmAsync(string suite, string package, string version)
    {
        var root = Directory.CreateDirectory(Path.Combine(Folder, "dnf", suite)).FullName;
        var spec = Path.Combine(Folder, "package.spec");
        await File.WriteAllTextAsync(
            spec,
            $"Name: {package}\nVersion: {version}\nRelease: 1\nSummary: made for tests\nLicense: MIT\nBuildArch: noarch\n"
            + "%description\nMade for tests.\n%files\n");
        await ShAsync(root, $"""
            rpmbuild --quiet -bb --define '_topdir {Folder}/rpmbuild' --define '_rpmdir {root}' \
                --define '_build_name_fmt %%{"{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm"}' {spec}
            rm -rf repodata
            createrepo_c -q .
            {Gpg} --armor --detach-sign repodata/repomd.xml
            """);
    }

    public async ValueTask DisposeAsync()
    {
        await Command.TryAsync("gpgconf", "--homedir", _home, "--kill", "all");
        Directory.Delete(_home, recursive: true);
        Directory.Delete(Folder, recursive: true);
    }

    private string Gpg => $"gpg --homedir {_home} --batch --yes --quiet --local-user {_signer}";

    private async Task<string> AddKeyAsync(string owner, string algorithm)
    {
        string[] common = ["--homedir", _home, "--batch", "--quiet", "--passphrase", ""];
        await Command.RunAsync("gpg", [.. common, "--quick-generate-key", owner, algorithm, "sign", $"{KeyDays}d"]);
        return await Command.RunAsync("gpg", [.. common, "--armor", "--export", owner]);
    }

    private static Task<string> ShAsync(string folder, string script) => Command.RunAsync("sh", "-ec", $"cd {folder}\n{script}");
}
