using System.Text.Json;
using LinuxPatchApi.Http;

namespace LinuxPatchApi.Audit;

/// <summary>One thing that a job changed: a package, a unit or the host.</summary>
/// <param name="from">Null when there was nothing before, or it has no version.</param>
/// <param name="to">Null when it is to be gone, is not known, or has no version.</param>
internal sealed class AuditChange(string kind, string name, string action, string? from, string? to, string outcome)
{
    /// <summary>Writes as many as the limits allow, and how many more there are.</summary>
    public static void WriteAll(Utf8JsonWriter writer, IReadOnlyList<AuditChange> changes)
    {
        var start = writer.BytesCommitted + writer.BytesPending;
        var written = 0;
        writer.WriteStartArray("changes"u8);
        foreach (var change in changes.Take(AuditLimits.Changes))
        {
            if (writer.BytesCommitted + writer.BytesPending - start >= AuditLimits.ChangesBytes)
            {
                break;
            }

            change.Write(writer);
            written++;
        }

        writer.WriteEndArray();
        writer.WriteNumber("changes_more"u8, changes.Count - written);
    }

    private void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("kind"u8, kind);
        writer.WriteString("name"u8, PeerText.Cut(name));
        writer.WriteString("action"u8, action);
        writer.WriteString("from"u8, from is null ? null : PeerText.Cut(from));
        writer.WriteString("to"u8, to is null ? null : PeerText.Cut(to));
        writer.WriteString("outcome"u8, PeerText.Cut(outcome));
        writer.WriteEndObject();
    }
}
