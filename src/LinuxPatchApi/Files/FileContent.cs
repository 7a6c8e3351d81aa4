namespace LinuxPatchApi.Files;

/// <summary>The result of a read: exactly one of the two is set.</summary>
internal sealed record FileContent(byte[]? Bytes, FileProblem? Problem);
