using System.Text.Json;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Api.Answers;

/// <summary>The answer of a handler: a value, written by <see cref="Envelope"/>.</summary>
internal abstract record ApiAnswer
{
    /// <summary>Success with the data of the envelope.</summary>
    internal sealed record Data(int Status, Action<Utf8JsonWriter> Write) : ApiAnswer
    {
        /// <summary>The value of ETag; null for none.</summary>
        public string? EntityTag { get; init; }

        /// <summary>The admitted job, for the audit log; null for none.</summary>
        public Guid? JobId { get; init; }

        /// <summary>True for the plan of a dry run: nothing was changed, so the answer is not stored for a repetition.</summary>
        public bool IsPlan { get; init; }
    }

    /// <summary>Success with data already serialized, which may be sent several times.</summary>
    /// <param name="Json">One JSON value.</param>
    internal sealed record Prepared(ReadOnlyMemory<byte> Json) : ApiAnswer;

    /// <summary>Success with data too long for one buffer: sent in pieces while it is written.</summary>
    /// <param name="Write">Continues with each step; what was written may be sent between two steps.</param>
    internal sealed record Long(Func<Utf8JsonWriter, IEnumerable<bool>> Write) : ApiAnswer
    {
        /// <summary>Disposed once the answer is sent or abandoned. Null for none.</summary>
        public IDisposable? Hold { get; init; }

        /// <summary>The value of ETag; null for none.</summary>
        public string? EntityTag { get; init; }
    }

    /// <summary>304: the client already has this answer.</summary>
    internal sealed record NotModified(string EntityTag) : ApiAnswer;

    /// <summary>A document without the envelope.</summary>
    internal sealed record Raw(string ContentType, ReadOnlyMemory<byte> Body) : ApiAnswer
    {
        /// <summary>The value of ETag; null for none.</summary>
        public string? EntityTag { get; init; }
    }

    /// <summary>An error.</summary>
    /// <param name="Details">Writes the details object; null for none.</param>
    internal sealed record Error(ApiReason Reason, string Message, Action<Utf8JsonWriter>? Details) : ApiAnswer
    {
        /// <summary>Overrides the value of the table; null keeps it.</summary>
        public int? RetryAfterSeconds { get; init; }

        /// <summary>The value of the Allow header, for 405; else null.</summary>
        public string? Allow { get; init; }
    }

    /// <summary>204.</summary>
    internal sealed record Empty : ApiAnswer;

    /// <summary>The handler has already answered on the connection.</summary>
    /// <param name="Status">The status it sent, for the audit log.</param>
    internal sealed record Streamed(int Status) : ApiAnswer;

    /// <summary>204 with the methods of a path.</summary>
    internal sealed record Options(string Allow) : ApiAnswer;

    public static Data Ok<T>(T data, Action<Utf8JsonWriter, T> write) =>
        new(200, writer => write(writer, data)) { IsPlan = data is PlanDocument };

    /// <summary>Success; serializes the data now.</summary>
    public static ApiAnswer Prepare<T>(T data, Action<Utf8JsonWriter, T> write) => new Prepared(ApiJson.Bytes(data, write));

    public static ApiAnswer Accepted<T>(Guid job, T data, Action<Utf8JsonWriter, T> write) =>
        new Data(202, writer => write(writer, data)) { JobId = job };

    public static ApiAnswer Refuse(ApiReason reason, string message) => new Error(reason, message, null);

    /// <summary>A refusal that names the member or parameter that breaks a rule.</summary>
    public static ApiAnswer RefuseField(ApiReason reason, string field, string message) => new Error(reason, message, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("field", field);
        writer.WriteEndObject();
    });

    /// <summary>Refuses a client whose role is too low.</summary>
    public static ApiAnswer Forbid(AccessRole needed, AccessRole role) => new Error(
        ApiReason.Forbidden,
        role == AccessRole.None
            ? "this certificate has no role on this host (access.roles in its configuration)"
            : $"this needs the role {AccessRoles.WireName(needed)}, the certificate has {AccessRoles.WireName(role)}",
        writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("required_role", AccessRoles.WireName(needed));
            writer.WriteString("role", AccessRoles.WireName(role));
            writer.WriteEndObject();
        });

    /// <summary>The failure, with the packages concerned in its details.</summary>
    public static ApiAnswer Of(PackageFailure failure) => Of(failure, ApiReasonTable.Of(failure.Code), []);

    /// <param name="versions">What is known of those packages.</param>
    public static ApiAnswer Of(PackageFailure failure, ApiReason reason, IReadOnlyList<ConcernedPackage> versions) =>
        failure.Names.Count == 0 ? Refuse(reason, failure.Message)
        : new Error(reason, failure.Message, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("packages");
            foreach (var name in failure.Names)
            {
                writer.WriteStringValue(name);
            }

            writer.WriteEndArray();
            writer.WriteStartArray("versions");
            foreach (var package in versions)
            {
                writer.WriteStartObject();
                writer.WriteString("name", package.Name);
                writer.WriteString("architecture", package.Architecture);
                writer.WriteString("installed_version", package.InstalledVersion);
                writer.WriteString("offered_version", package.OfferedVersion);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
}
