using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Api.Lists;

/// <summary>
/// The items of the whole list of installed packages as JSON, kept from the second request in a row until the next full collection, which
/// comes when the agent is at rest: who asks again and again is answered without writing them again, and an idle agent holds nothing.
/// </summary>
internal sealed class WrittenPackages
{
    /// <summary>Between two cuts. Origin: a quarter of what an answer gathers before it is sent.</summary>
    private const int PieceBytes = 16 * 1024;

    /// <summary>A guess that makes the buffer grow seldom. Origin: Debian's packages take 331 bytes in the middle.</summary>
    private const int ItemBytes = 352;

    private volatile Entry? _latest;

    /// <summary>Null when they are not kept, or were made of something else.</summary>
    public Pieces? Find(InstalledInventory installed, UpdatesSnapshot? updates) =>
        _latest is { Total: >= 0 } latest && latest.IsOf(installed, updates) && latest.Text.TryGetTarget(out var text)
            ? new Pieces(text, latest.Ends, latest.Total)
            : null;

    /// <summary>Keeps them when they have been asked for before.</summary>
    public void Note(InstalledInventory installed, UpdatesSnapshot? updates, IReadOnlyList<Package> packages)
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
        using var writer = new Utf8JsonWriter(buffer, Envelope.WriterOptions);
        for (var i = 0; i < packages.Count; i++)
        {
            JsonSerializer.Serialize(writer, packages[i], ApiJson.Default.Package);
            if (i == packages.Count - 1 || writer.BytesCommitted + writer.BytesPending >= PieceBytes)
            {
                // After a reset no comma is written before the next one.
                writer.Flush();
                writer.Reset();
                ends.Add(buffer.WrittenCount);
            }
        }

        return MemoryMarshal.TryGetArray(buffer.WrittenMemory, out var segment) ? (segment.Array!, ends) : ([], []);
    }

    /// <summary>Items with their commas, cut between two of them.</summary>
    internal readonly record struct Pieces(byte[] Text, IReadOnlyList<int> Ends, int Total);

    /// <summary>Weak throughout: what it was made of must not outlive a change because of it.</summary>
    /// <param name="Total">-1 while it has only been asked for once.</param>
    private sealed record Entry(WeakReference Installed, WeakReference Updates, WeakReference<byte[]> Text, IReadOnlyList<int> Ends, int Total)
    {
        public bool IsOf(InstalledInventory installed, UpdatesSnapshot? updates) =>
            ReferenceEquals(Installed.Target, installed) && ReferenceEquals(Updates.Target, updates);
    }
}
