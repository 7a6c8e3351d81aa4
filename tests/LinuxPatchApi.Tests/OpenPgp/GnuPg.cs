using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.OpenPgp;

/// <summary>Keys made by the real program, in a home directory that goes with the test.</summary>
internal sealed class GnuPg : IDisposable
{
    private readonly TemporaryDirectory _home = new();

    public string Path => _home.Path;

    public string Run(params string[] arguments) =>
        Tool.Succeed("gpg", ["--homedir", _home.Path, "--batch", "--quiet", "--no-tty", "--yes", "--passphrase", "", .. arguments]);

    /// <summary>Makes a key and returns its fingerprint.</summary>
    /// <param name="expires">As gpg takes it: <c>never</c>, <c>30d</c>, a date.</param>
    public string Make(string user, string algorithm = "rsa2048", string usage = "sign", string expires = "never")
    {
        Run("--quick-generate-key", user, algorithm, usage, expires);
        return Fingerprint(user);
    }

    public string Fingerprint(string user) =>
        Lines(user).First(line => line.StartsWith("fpr:", StringComparison.Ordinal)).Split(':')[9];

    /// <summary>When the program says that the key expires, in seconds; null for never.</summary>
    public long? Expires(string user, string kind = "pub:") =>
        Lines(user).Last(line => line.StartsWith(kind, StringComparison.Ordinal)).Split(':')[6] is { Length: > 0 } at
            ? long.Parse(at, System.Globalization.CultureInfo.InvariantCulture)
            : null;

    public byte[] Binary(params string[] users)
    {
        var file = _home.File("exported.gpg");
        Run(["--output", file, "--export", .. users]);
        return File.ReadAllBytes(file);
    }

    public string Armoured(params string[] users) => Run(["--armor", "--export", .. users]);

    public void Dispose()
    {
        Tool.Run("gpgconf", "--homedir", _home.Path, "--kill", "all");
        _home.Dispose();
    }

    private string[] Lines(string user) => Run("--with-colons", "--fixed-list-mode", "--list-keys", user).Split('\n');
}
