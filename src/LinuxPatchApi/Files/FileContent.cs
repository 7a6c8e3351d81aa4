namespace LinuxPatchApi.Files;

/// <summary>Exactly one of the two is set.</summary>
internal sealed record FileContent(byte[]? Bytes, FileProblem? Problem);
