using System.Diagnostics;
using System.Text.Json;
using LinuxPatchApi.Http.Tests.Support;

namespace LinuxPatchApi.Http.Tests.Differential;

/// <summary>Another HTTP parser, run once as a separate program for all inputs.</summary>
internal sealed record OtherParser(string Name, string Program, string Script)
{
    /// <summary>Debian's interpreter: its packages are not visible to another build of Python.</summary>
    public static readonly OtherParser H11 = new("h11", "/usr/bin/python3", "h11-parser.py");
    public static readonly OtherParser Node = new("node", "node", "node-parser.js");

    /// <summary>Its result for each input, in order.</summary>
    public async Task<IReadOnlyList<OtherVerdict>> ReadAsync(IReadOnlyList<byte[]> inputs)
    {
        var start = new ProcessStartInfo(Program, [Path.Combine(AppContext.BaseDirectory, "Differential", Script)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var written = WriteAsync(process.StandardInput, inputs);
        var verdicts = new List<OtherVerdict>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            verdicts.Add(Parse(line));
        }
        await process.WaitForExitAsync();
        Assert.True(verdicts.Count == inputs.Count, $"{Name} answered {verdicts.Count} of {inputs.Count}: {await errors}");
        await written;
        return verdicts;
    }

    private static async Task WriteAsync(StreamWriter input, IReadOnlyList<byte[]> inputs)
    {
        foreach (var bytes in inputs)
        {
            await input.WriteAsync(Convert.ToHexString(bytes) + "\n");
        }
        input.Close();
    }

    private static OtherVerdict Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        var requests = document.RootElement.GetProperty("requests").EnumerateArray().Select(
            request =>
            {
                var parts = request.GetProperty("headers").EnumerateArray().Select(part => part.GetString()!).Chunk(2);
                var fields = ReadRequest.Join(parts.Select(pair => (pair[0], pair[1])));
                return new ReadRequest(Text(request, "method")!, Text(request, "target")!, fields, Text(request, "body")!);
            });
        return new([.. requests], Text(document.RootElement, "error"), document.RootElement.GetProperty("closed").GetBoolean());
    }

    private static string? Text(JsonElement element, string member) => element.GetProperty(member).GetString();
}
