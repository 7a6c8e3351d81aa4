using System.Text.Json;
using LinuxPatchApi.Http.Identity;

namespace LinuxPatchApi.Audit;

/// <summary>One change of a job: to a package, a unit or the host.</summary>
/// <param name="from">The version before; null when there was none.</param>
/// <param name="to">The version after; null for a removal, or when there is none or it is unknown.</param>
internal sealed class AuditChange(string kind, string name, string action, string? from, string? to, string outcome)
{
    /// <summary>Writes as many changes as the limits allow, and the number of those left out.</summary>
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
