namespace LinuxPatchApi.Tests.Support;

/// <summary>A private directory that goes with the test.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("linux-patch-api-test-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public string Write(string name, string content)
    {
        var path = File(name);
        System.IO.File.WriteAllText(path, content);
        return path;
    }

    /// <summary>Renames first: cancelled background work may write a last file, and a directory that fills up cannot be deleted.</summary>
    public void Dispose()
    {
        var ended = Path + ".ended";
        Directory.Move(Path, ended);
        Directory.Delete(ended, recursive: true);
    }
}
