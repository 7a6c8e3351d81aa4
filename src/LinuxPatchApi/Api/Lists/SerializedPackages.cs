using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Api.Lists;

/// <summary>
/// Caches the items of the full list of installed packages as JSON, from the second request for the same data until the next full garbage
/// collection, which runs when the agent is idle: frequent requests are answered without serializing again, and an idle agent holds
/// nothing.
/// </summary>
internal sealed class SerializedPackages
{
    /// <summary>Bytes of a piece. Origin: half of what an answer gathers before it is sent.</summary>
    private const int PieceBytes = 16 * 1024;

    /// <summary>Bytes estimated per item, so that the buffer rarely grows. Origin: an average of 331 bytes on Debian.</summary>
    private const int ItemBytes = 352;

    private volatile Entry? _latest;

    /// <summary>Returns the items; null when they are not cached or belong to other data.</summary>
    public Pieces? Find(InstalledInventory installed, UpdatesSnapshot? updates) =>
        _latest is { Total: >= 0 } latest && latest.IsOf(installed, updates) && latest.Text.TryGetTarget(out var text)
            ? new Pieces(text, latest.Ends, latest.Total)
            : null;

    /// <summary>Caches the items when the same data was requested before.</summary>
    public void Store(InstalledInventory installed, UpdatesSnapshot? updates, IReadOnlyList<Package> packages)
    {
        if (updates is null)
        {
            return;
        }

        if (_latest is not { } latest || !latest.IsOf(installed, updates))
        {
            _latest = new Entry(new WeakReference(installed), new WeakReference(updates), new WeakReference<byte[]>([]), [], -1);
            return;
        }

        var (text, ends) = Write(packages);
        _latest = latest with { Text = new WeakReference<byte[]>(text), Ends = ends, Total = packages.Count };
    }

    private static (byte[] Text, IReadOnlyList<int> Ends) Write(IReadOnlyList<Package> packages)
    {
        var buffer = new ArrayBufferWriter<byte>(Math.Max(1, packages.Count * ItemBytes));
        var ends = new List<int>();
        using var writer = new Utf8JsonWriter(buffer, ApiJson.WriterOptions);
        for (var i = 0; i < packages.Count; i++)
        {
            ApiJson.Write(writer, packages[i]);
            if (i == packages.Count - 1 || writer.BytesCommitted + writer.BytesPending >= PieceBytes)
            {
                // After a reset the writer writes no comma before the next item.
                writer.Flush();
                writer.Reset();
                ends.Add(buffer.WrittenCount);
            }
        }

        return MemoryMarshal.TryGetArray(buffer.WrittenMemory, out var segment) ? (segment.Array!, ends) : ([], []);
    }

    /// <summary>Items with their commas, in pieces that end between two items.</summary>
    internal readonly record struct Pieces(byte[] Text, IReadOnlyList<int> Ends, int Total);

    /// <summary>Only weak references, so that the cache does not keep outdated data alive.</summary>
    /// <param name="Total">-1 after the first request, when nothing is cached yet.</param>
    private sealed record Entry(
        WeakReference Installed, WeakReference Updates, WeakReference<byte[]> Text, IReadOnlyList<int> Ends, int Total)
    {
        public bool IsOf(InstalledInventory installed, UpdatesSnapshot? updates) =>
            ReferenceEquals(Installed.Target, installed) && ReferenceEquals(Updates.Target, updates);
    }
}
