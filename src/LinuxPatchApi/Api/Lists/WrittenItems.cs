using System.Buffers;
using System.Text.Json;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Contracts;

namespace LinuxPatchApi.Api.Lists;

/// <summary>
/// Items of a package list as JSON, written one by one in any order. All that Debian offers takes 20 MB so, and twice that as objects with texts of
/// two bytes a character.
/// </summary>
internal sealed class WrittenItems : IDisposable
{
    /// <summary>Bytes of a piece. Origin: large enough not to be moved by the collector, and a hundredth of the longest list.</summary>
    private const int PieceBytes = 256 * 1024;

    private readonly ArrayBufferWriter<byte> _item = new(1024);
    private readonly Utf8JsonWriter _writer;
    private byte[] _piece = [];
    private int _used;

    public WrittenItems() => _writer = new Utf8JsonWriter(_item, Envelope.WriterOptions);

    /// <summary>Writes one; what is returned knows where it stands.</summary>
    public Item Add(Package package)
    {
        _item.ResetWrittenCount();
        _writer.Reset();
        JsonSerializer.Serialize(_writer, package, ApiJson.Default.Package);
        _writer.Flush();
        if (_item.WrittenCount > _piece.Length - _used)
        {
            (_piece, _used) = (GC.AllocateUninitializedArray<byte>(Math.Max(PieceBytes, _item.WrittenCount)), 0);
        }

        _item.WrittenSpan.CopyTo(_piece.AsSpan(_used));
        var text = new ArraySegment<byte>(_piece, _used, _item.WrittenCount);
        _used += _item.WrittenCount;
        return new Item(package.Name, package.Version, package.Architecture, package.Status, package.Upgradable, package.SizeBytes, text);
    }

    public void Dispose() => _writer.Dispose();

    /// <summary>What is needed to put it in order, and its text.</summary>
    internal sealed record Item(
        string Name, string Version, string Architecture, string Status, bool Upgradable, long? SizeBytes, ArraySegment<byte> Text) : IListed;
}
