namespace LinuxPatchApi.Host;

/// <summary>The files of /boot, in the layouts that distributions use.</summary>
internal static class BootFiles
{
    private const string Prefix = "vmlinuz-";

    /// <summary>Digits of a machine id, machine-id(5).</summary>
    private const int MachineId = 32;

    /// <summary>Folders of /boot below which kernels lie, at most. Origin: EFI/Linux and MACHINE-ID/VERSION.</summary>
    private const int Depth = 2;

    /// <summary>Entries of /boot that are looked at. Origin: a boot partition has some hundred.</summary>
    private const int MostFiles = 4096;

    /// <summary>
    /// Returns the kernels and initrds in the layouts of the Boot Loader Specification, by the names that they have elsewhere:
    /// <c>EFI/Linux/*.efi</c>, which are both in one, and <c>MACHINE-ID/VERSION/{linux,initrd}</c>. Pure.
    /// </summary>
    /// <param name="path">Below /boot.</param>
    public static string? NameOf(string path) => path.Split('/') switch
    {
        [var name] => name,
        ["EFI" or "efi", "Linux", var name] when name.EndsWith(".efi", StringComparison.OrdinalIgnoreCase) => Prefix + "0" + name,
        [{ Length: MachineId } id, var version, "linux"] when id.All(char.IsAsciiHexDigit) => Prefix + version,
        [{ Length: MachineId } id, var version, "initrd"] when id.All(char.IsAsciiHexDigit) => "initrd-" + version,
        _ => null,
    };

    /// <summary>Returns the images of kernels; a link to one is one, too.</summary>
    /// <param name="path">/boot.</param>
    public static IEnumerable<BootFile> Kernels(string path) =>
        Named(path, 0).Where(f => f.Name.StartsWith(Prefix, StringComparison.Ordinal) && f.Name.Length > Prefix.Length);

    /// <summary>
    /// Returns the release of a kernel's image; null when it is not known. A name without one stands for whatever was installed last (Arch,
    /// Alpine), and one of EFI/Linux may be any: then the image itself says it.
    /// </summary>
    public static string? ReleaseOf(BootFile kernel) =>
        char.IsAsciiDigit(kernel.Name[Prefix.Length]) && !kernel.Name.EndsWith(".efi", StringComparison.OrdinalIgnoreCase)
            ? kernel.Name[Prefix.Length..]
            : KernelImage.ReleaseOf(kernel.File.FullName);

    /// <summary>Returns the files by the names of <see cref="NameOf"/>; none when the directory cannot be read.</summary>
    /// <param name="path">/boot.</param>
    /// <param name="skip">Files to pass over.</param>
    public static IReadOnlyList<BootFile> Named(string path, FileAttributes skip)
    {
        try
        {
            var options = new EnumerationOptions
            {
                RecurseSubdirectories = true,
                MaxRecursionDepth = Depth,
                AttributesToSkip = skip,
            };
            var found = new List<BootFile>();
            foreach (var file in new DirectoryInfo(path).EnumerateFiles("*", options).Take(MostFiles))
            {
                if (NameOf(Path.GetRelativePath(path, file.FullName)) is { } name)
                {
                    found.Add(new BootFile(name, file));
                }
            }

            return found;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
