namespace LinuxPatchApi.SystemTests.Support;

/// <summary>
/// An Alpine package of the present build with a key of its own, in a directory that goes with it. The program in it is the one for glibc,
/// which the containers run; the one for musl is tried by `make musl`.
/// </summary>
internal sealed class ApkFile : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("apk");

    private ApkFile()
    {
    }

    public string Key => Path.Combine(_folder.FullName, "tests.rsa");

    public string PublicKey => Key + ".pub";

    /// <summary>The package; <see cref="BuildAsync"/> makes it.</summary>
    public string Name { get; private set; } = "";

    public static async Task<ApkFile> CreateAsync()
    {
        var made = new ApkFile();
        await Command.RunAsync("openssl", "genrsa", "-out", made.Key, "2048");
        await Command.RunAsync("openssl", "rsa", "-in", made.Key, "-pubout", "-out", made.PublicKey);
        made.Name = await made.BuildAsync("packages");
        return made;
    }

    /// <summary>Builds it once more, into another folder.</summary>
    public async Task<string> BuildAsync(string folder)
    {
        var output = Path.Combine(_folder.FullName, folder);
        await Command.RunAsync(Path.Combine(TestBed.Repository, "packaging/apk/build"),
            Path.Combine(TestBed.Repository, "artifacts/linux-x64/linux-patch-api"), output, Key);
        return Assert.Single(Directory.GetFiles(output));
    }

    /// <summary>What the independent reader says of a package.</summary>
    public static Task<CommandResult> CheckAsync(string package, string publicKey) =>
        Command.TryAsync(Path.Combine(TestBed.Repository, "packaging/apk/check-apk"), package, publicKey);

    public void Dispose() => _folder.Delete(recursive: true);
}
