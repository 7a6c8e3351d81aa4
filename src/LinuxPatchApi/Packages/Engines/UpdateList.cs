using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Engines;

/// <summary>Reads the engine's list of updates, and what shows that it is an old one.</summary>
/// <param name="fault">Returns why the list that was just read may be old; null where the engine's answer tells that.</param>
internal sealed class UpdateList(IPackageEngine engine, Func<ListFault?>? fault)
{
    /// <summary>What the list of the last read may lack; null when it is of now.</summary>
    public string? Gap { get; private set; }

    /// <summary>One read at a time.</summary>
    public async Task<PackageResult<IReadOnlyList<UpdateCandidate>>> ReadAsync(CancellationToken cancellationToken)
    {
        Gap = null;
        var read = await engine.UpdatesAsync(cancellationToken);
        if (!read.IsSuccess || fault?.Invoke() is null)
        {
            return read;
        }

        // A service that starts anew may have cleared away what a killed one left behind; one that stays is asked once more all the same.
        await engine.RenewAsync(cancellationToken);
        read = await engine.UpdatesAsync(cancellationToken);
        if (!read.IsSuccess || fault() is not { } left)
        {
            return read;
        }

        Gap = left.IsOfAll ? null : left.Failure.Message;
        return left.IsOfAll ? left.Failure : read;
    }
}

/// <summary>Why a list of updates may be an old one, although the engine calls it a success.</summary>
/// <param name="IsOfAll">False when the updates of some repositories are those of now.</param>
internal sealed record ListFault(PackageFailure Failure, bool IsOfAll);
