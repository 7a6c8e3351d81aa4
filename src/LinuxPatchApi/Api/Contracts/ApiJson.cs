using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Api.Contracts;

/// <summary>The wire form of every document: snake_case, nulls written out, times in UTC with Z.</summary>
/// <remarks>
/// The generated code writes the documents itself, without the serializer's description of each type. Only reading needs that description,
/// which would be 0.2 MB of the binary; aot/substitutions.xml cuts it out.
/// </remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(Health))]
[JsonSerializable(typeof(SystemInfo))]
[JsonSerializable(typeof(Service))]
[JsonSerializable(typeof(PackageList))]
[JsonSerializable(typeof(PackageDetail))]
[JsonSerializable(typeof(PatchList))]
[JsonSerializable(typeof(PlanDocument))]
[JsonSerializable(typeof(PlanChangedDetails))]
[JsonSerializable(typeof(JobAccepted))]
[JsonSerializable(typeof(UpdateAccepted))]
[JsonSerializable(typeof(RemoveAccepted))]
[JsonSerializable(typeof(RollbackAccepted))]
[JsonSerializable(typeof(ApplyAccepted))]
[JsonSerializable(typeof(RebootAccepted))]
[JsonSerializable(typeof(RebootCancelled))]
[JsonSerializable(typeof(RebootList))]
[JsonSerializable(typeof(JobAction))]
[JsonSerializable(typeof(JobDetail))]
[JsonSerializable(typeof(JobList))]
[JsonSerializable(typeof(SelfUpdateStatus))]
[JsonSerializable(typeof(DoctorReport))]
[JsonSerializable(typeof(SummaryDocument))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>Relaxed escaping: the JSON is never embedded in HTML, and <c>+</c> in package versions stays readable with curl.</summary>
    public static readonly JsonWriterOptions WriterOptions =
        new() { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(Utf8JsonWriter writer, Health value) => Direct.HealthSerializeHandler(writer, value);

    public static void Write(Utf8JsonWriter writer, SystemInfo value) => Direct.SystemInfoSerializeHandler(writer, value);

    public static void Write(Utf8JsonWriter writer, Service value) => Direct.ServiceSerializeHandler(writer, value);

    public static void Write(Utf8JsonWriter writer, Package value) => Direct.PackageSerializeHandler(writer, value);

    public static void Write(Utf8JsonWriter writer, PackageDetail value) => Direct.PackageDetailSerializeHandler(writer, value);

    public static void Write(Utf8JsonWriter writer, PatchList value) => Direct.PatchListSerializeHandler(writer, value);

    public static void Write(Utf8JsonWriter writer, PlanDocument value) => Direct.PlanDocumentSerializeHandler(writer, value);

    public static void Write(Utf8JsonWriter writer, PlanChangedDetails value) => Direct.PlanChangedDetailsSerializeHandler(writer, value);

    public static void Write(Utf8JsonWriter writer, JobAccepted value) => Direct.JobAcceptedSerializeHandler(writer, value);

    public static void Write(Utf8JsonWriter writer, UpdateAccepted value) => Direct.UpdateAcceptedSerializeHandler(writer, value);

    public static void Write(Utf8JsonWriter writer, RemoveAccepted value) => Direct.RemoveAcceptedSerializeHandler(writer, value);

    public static void Write(Utf8JsonWriter writer, RollbackAccepted value) => Direct.RollbackAcceptedSerializeHandler(writer, value);

    public static void Write(Utf8JsonWriter writer, ApplyAccepted value) => Direct.ApplyAcceptedSerializeHandler(writer, value);

    public static void Write(Utf8JsonWriter writer, RebootAccepted value) => Direct.RebootAcceptedSerializeHandler(writer, value);

    public static void Write(Utf8JsonWriter writer, RebootCancelled value) => Direct.RebootCancelledSerializeHandler(writer, value);

    public static void Write(Utf8JsonWriter writer, RebootList value) => Direct.RebootListSerializeHandler(writer, value);

    public static void Write(Utf8JsonWriter writer, JobAction value) => Direct.JobActionSerializeHandler(writer, value);

    public static void Write(Utf8JsonWriter writer, JobSummary value) => Direct.JobSummarySerializeHandler(writer, value);

    public static void Write(Utf8JsonWriter writer, JobDetail value) => Direct.JobDetailSerializeHandler(writer, value);

    public static void Write(Utf8JsonWriter writer, SelfUpdateStatus value) => Direct.SelfUpdateStatusSerializeHandler(writer, value);

    public static void Write(Utf8JsonWriter writer, DoctorReport value) => Direct.DoctorReportSerializeHandler(writer, value);

    public static void Write(Utf8JsonWriter writer, SummaryDocument value) => Direct.SummaryDocumentSerializeHandler(writer, value);

    /// <summary>The document as text, the same as in its answer.</summary>
    public static string Text<T>(T document, Action<Utf8JsonWriter, T> write) => Encoding.UTF8.GetString(Bytes(document, write).Span);

    /// <summary>The document as it is answered.</summary>
    public static ReadOnlyMemory<byte> Bytes<T>(T document, Action<Utf8JsonWriter, T> write)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json, WriterOptions))
        {
            write(writer, document);
        }

        return json.WrittenMemory;
    }

    private static ApiJson Direct => Prepared.Json;

    private static class Prepared
    {
        public static readonly ApiJson Json = WithScalars(Default);

        /// <summary>The generated code asks for the descriptions of these, and of no other type.</summary>
        private static ApiJson WithScalars(ApiJson json)
        {
            json._WireTime = ScalarJson.Default.WireTime;
            json._NullableWireTime = ScalarJson.Default.NullableWireTime;
            json._NullableGuid = ScalarJson.Default.NullableGuid;
            json._NullableBoolean = ScalarJson.Default.NullableBoolean;
            json._NullableInt32 = ScalarJson.Default.NullableInt32;
            json._NullableInt64 = ScalarJson.Default.NullableInt64;
            return json;
        }
    }
}

/// <summary>Members of documents that the generated code leaves to the serializer.</summary>
[JsonSerializable(typeof(WireTime))]
[JsonSerializable(typeof(WireTime?))]
[JsonSerializable(typeof(Guid?))]
[JsonSerializable(typeof(bool?))]
[JsonSerializable(typeof(int?))]
[JsonSerializable(typeof(long?))]
internal sealed partial class ScalarJson : JsonSerializerContext;
