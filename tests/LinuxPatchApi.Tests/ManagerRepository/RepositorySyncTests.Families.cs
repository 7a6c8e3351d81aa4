using System.Security.Cryptography;
using System.Text.Json;
using LinuxPatchApi.Http.Client;
using LinuxPatchApi.ManagerRepository;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Families.Alpm;
using LinuxPatchApi.Packages.Families.Apk;

namespace LinuxPatchApi.Tests.ManagerRepository;

/// <summary>What the manager answers for the families that are not like apt's.</summary>
public sealed partial class RepositorySyncTests
{
    private const string AlpineQuery = "?distro_id=alpine&codename=v3.21";
    private const string ArchQuery = "?distro_id=arch&codename=x86_64";

    [Fact]
    public async Task Answer_for_Alpine_without_an_OpenPGP_key_gives_its_RSA_key_and_one_line_beside_those_of_others()
    {
        using var rsa = RSA.Create(2048);
        _manager.Switches.RepositoryKey = rsa.ExportSubjectPublicKeyInfoPem();
        Directory.CreateDirectory(_root.File("etc/apk/keys"));
        var list = _root.File("etc/apk/repositories");
        File.WriteAllText(list, "https://dl.example/main\n");
        var host = RepositoryHost.Of(ApkFamily.Instance, new DistributionRelease("alpine", "3.21"), _root.Path);

        await Sync(host).OnceAsync(CancellationToken.None);

        Assert.Equal($"GET /api/v1/pki/repo-config{AlpineQuery}", Assert.Single(_manager.Requests));
        Assert.True(Status(host).IsSynced);
        var lines = File.ReadAllLines(list);
        Assert.Equal("https://dl.example/main", lines[0]);
        Assert.Equal($"{_manager.Address.AbsoluteUri.TrimEnd('/')}/apk/v3.21", lines[^1]);
        using var written = RSA.Create();
        written.ImportFromPem(File.ReadAllText(_root.File("etc/apk/keys/lpa-repo.rsa.pub")));
        Assert.Equal(rsa.ExportSubjectPublicKeyInfo(), written.ExportSubjectPublicKeyInfo());
        Assert.Equal("", (await AnswerAsync(AlpineQuery)).Document.GetProperty("gpg_public_key").GetString());
    }

    /// <summary>The agent does not ask for it; should it ever be kept, it is judged and not written.</summary>
    [Fact]
    public async Task Answer_for_pacman_is_refused_with_the_reason()
    {
        var (document, bytes) = await AnswerAsync(ArchQuery);
        Assert.Equal("/etc/pacman.d/gnupg/lpa-repo.gpg", document.GetProperty("keyring_path").GetString());
        Assert.Contains("/pacman/$repo\n", document.GetProperty("sources_config").GetString(), StringComparison.Ordinal);
        Assert.False(document.TryGetProperty("apk_rsa_public_key", out _));

        var host = RepositoryHost.Of(AlpmFamily.Instance, new DistributionRelease("arch", null), _root.Path);
        var (good, problem) = host.Judge(bytes, _files.Current.Settings.Enrollment, Now);
        Assert.Null(good);
        Assert.Equal(AlpmFamily.Instance.WhyNoFleetRepository, problem);
        Assert.NotEmpty(problem!);
        Assert.Empty(Written());
    }

    private async Task<(JsonElement Document, byte[] Bytes)> AnswerAsync(string query)
    {
        var fetched = await HttpsFetch.SendAsync(
            new Uri(_manager.Address, "api/v1/pki/repo-config" + query),
            new FetchOptions
            {
                Authorities = [_manager.Pki.Authority],
                BodyBytes = RepositoryLimits.AnswerBytes,
                Deadline = TimeSpan.FromSeconds(30),
                UserAgent = "test",
            },
            TestContext.Current.CancellationToken);
        Assert.Equal(FetchOutcome.Complete, fetched.Outcome);
        return (JsonDocument.Parse(fetched.Body).RootElement, fetched.Body);
    }
}
