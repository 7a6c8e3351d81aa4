using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Engines;

/// <summary>Reads the engine's list of updates, and what shows that it is an old one.</summary>
internal static class UpdateList
{
    /// <param name="fault">Returns why the list that was just read may be old; null where the engine's answer tells that.</param>
    public static async Task<PackageResult<IReadOnlyList<UpdateCandidate>>> ReadAsync(
        IPackageEngine engine, Func<PackageFailure?>? fault, CancellationToken cancellationToken)
    {
        var read = await engine.UpdatesAsync(cancellationToken);
        if (!read.IsSuccess || fault?.Invoke() is not { } first)
        {
            return read;
        }

        // A service that starts anew may have cleared away what a killed one left behind.
        if (!await engine.RenewAsync(cancellationToken))
        {
            return first;
        }

        read = await engine.UpdatesAsync(cancellationToken);
        return read.IsSuccess && fault() is { } second ? second : read;
    }
}
