using System.Buffers;
using System.Text;
using System.Text.Json;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Api.Lists;
using LinuxPatchApi.Tests.Api.OpenApi;

namespace LinuxPatchApi.Tests.Api.Lists;

public sealed class RestartsWriterTests
{
    private static readonly DateTime At = new(2026, 3, 1, 13, 0, 0, 120, DateTimeKind.Utc);

    public static TheoryData<string> Documents => ["empty", "full"];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Output_equals_that_of_the_serializer(string name)
    {
        var document = name == "empty"
            ? new Restarts(At, "agent", "why", 3, 2, true, ["a reason"], [], "lxc", [])
            : new Restarts(At, "unit", null, 3, 0, false, [], ["a note"], null,
            [
                new RestartUnit(
                    "web.service", "service", null, true, null, ["libz1", "web"], 1, [new(7, "w\"eb")], 1,
                    [new("/usr/bin/web", "deleted", ["web"])]),
                new RestartUnit(null, "other", "3", false, "why", null, 9, [], 9, [new("/opt/x", "replaced", null)]),
            ]);
        var written = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(written))
        {
            RestartsWriter.Write(document, writer);
        }

        Assert.Equal(
            JsonSerializer.Serialize(document, WireSchemas.TypeInfo(typeof(Restarts))), Encoding.UTF8.GetString(written.WrittenSpan));
    }
}
