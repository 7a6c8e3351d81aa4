using System.Security.Cryptography;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Families.Apk;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Packages.Families.Apk;

public sealed class ApkKeysTests : IDisposable
{
    private readonly TemporaryDirectory _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void Key_that_can_be_read_has_no_end_and_no_problem()
    {
        Write("b.rsa.pub", Pem());
        Write("a.rsa.pub", $"from the distribution\n{Pem()}");
        Write("a.rsa", "not of these");
        Assert.Equal(
            [new NamedKey(_root.File("etc/apk/keys/a.rsa.pub"), new RepositoryKey(null, null, null)),
                new NamedKey(_root.File("etc/apk/keys/b.rsa.pub"), new RepositoryKey(null, null, null))],
            ApkKeys.Read(_root.Path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("text")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n")]
    [InlineData("elliptic")]
    [InlineData("certificate")]
    public void File_that_is_no_rsa_key_is_told(string content)
    {
        using var elliptic = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Write("a.rsa.pub", content switch
        {
            "elliptic" => elliptic.ExportSubjectPublicKeyInfoPem(),
            "certificate" => Pem().Replace("PUBLIC KEY", "CERTIFICATE", StringComparison.Ordinal),
            _ => content,
        });
        Assert.Equal("it is no RSA key in PEM", Assert.Single(ApkKeys.Read(_root.Path)).Key.Problem);
    }

    [Fact]
    public void File_that_is_too_large_or_no_file_is_told()
    {
        Write("a.rsa.pub", new string('x', 1 << 20));
        File.CreateSymbolicLink(_root.File("etc/apk/keys/b.rsa.pub"), "/dev/zero");
        Assert.All(ApkKeys.Read(_root.Path), key => Assert.NotNull(key.Key.Problem));
        Assert.Equal(2, ApkKeys.Read(_root.Path).Count);
    }

    [Fact]
    public void Host_without_the_directory_has_none() => Assert.Empty(ApkKeys.Read(_root.Path));

    private static string Pem()
    {
        using var rsa = RSA.Create(1024);
        return rsa.ExportSubjectPublicKeyInfoPem();
    }

    private void Write(string name, string content)
    {
        Directory.CreateDirectory(_root.File("etc/apk/keys"));
        File.WriteAllText(_root.File($"etc/apk/keys/{name}"), content);
    }
}
