using LinuxPatchApi.Files;
using LinuxPatchApi.Packages.Planning;
using LinuxPatchApi.Packages.Store;

namespace LinuxPatchApi.SelfUpdate;

/// <summary>Stores the present program and the present package for a self-update, before anything changes.</summary>
/// <param name="store">Null where no package files are stored.</param>
/// <param name="repack">Makes a package file of the installed package: name, version, folder; returns the file's name, or why there is
/// none. Null where that is not possible.</param>
/// <param name="program">The file of the present program.</param>
internal sealed class KeptPackage(
    PackageStore? store,
    Func<string, string, string, CancellationToken, (string? File, string? Problem)>? repack,
    string program)
{
    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <param name="folder">Receives the files.</param>
    /// <returns>The name of the package's file, or why there is none.</returns>
    public (string? Package, string? Problem) Keep(string folder, string architecture, string version, CancellationToken cancellationToken)
    {
        try
        {
            var copy = Path.Combine(folder, SelfUpdateFiles.ProgramName);
            AtomicFile.Copy(program, copy);
            File.SetUnixFileMode(copy, Executable);
            SecurityLabel.Copy(program, copy);
            if (store?.Source(ProtectedPackages.Agent, architecture, version) is var (stored, name))
            {
                AtomicFile.Copy(stored, Path.Combine(folder, name));
                DirectorySync.Flush(folder);
                return (name, null);
            }

            if (repack is null)
            {
                return (null, $"the package file of version {version} is neither stored nor in the package manager's cache");
            }

            var (made, problem) = repack(ProtectedPackages.Agent, version, folder, cancellationToken);
            DirectorySync.Flush(folder);
            return made is null ? (null, $"no package could be made of version {version}: {problem}") : (made, null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, SystemErrorText.Of(e));
        }
    }
}
