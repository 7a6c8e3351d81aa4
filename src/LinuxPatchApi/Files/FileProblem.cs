namespace LinuxPatchApi.Files;

/// <summary><paramref name="Detail"/> is a sentence without the path.</summary>
internal sealed record FileProblem(FileFailure Reason, string Path, string Detail)
{
    public override string ToString() => $"{Path}: {Detail}";

    internal static FileProblem From(string path, Exception error) => error switch
    {
        FileNotFoundException or DirectoryNotFoundException => new FileProblem(FileFailure.NotFound, path, "the file does not exist"),
        UnauthorizedAccessException when Directory.Exists(path) =>
            new FileProblem(FileFailure.InputOutput, path, "is a directory, a file is needed"),
        UnauthorizedAccessException => new FileProblem(FileFailure.AccessDenied, path, "permission denied"),
        _ => new FileProblem(FileFailure.InputOutput, path, $"input/output error: {SystemErrorText.Of(error)}"),
    };
}
