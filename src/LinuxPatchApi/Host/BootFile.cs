namespace LinuxPatchApi.Host;

/// <summary>A file of /boot.</summary>
/// <param name="Name">As <see cref="BootFiles.NameOf"/> has it.</param>
internal sealed record BootFile(string Name, FileInfo File);
