namespace LinuxPatchApi.HostServices.Tests.Support;

/// <summary>One message as a file: comment lines with <c>#</c>, then hexadecimal digits.</summary>
internal sealed record VectorFile(string Name, string Comment, byte[] Bytes)
{
    public static TheoryData<string> Names(string folder)
    {
        var files = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Vectors", folder), "*.hex");
        Assert.NotEmpty(files);
        return [.. files.Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];
    }

    public static VectorFile Read(string folder, string name)
    {
        var lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Vectors", folder, name + ".hex"));
        var comment = string.Join('\n', lines.Where(line => line.StartsWith('#')).Select(line => line[1..].Trim()));
        return new VectorFile(name, comment, Convert.FromHexString(string.Concat(lines.Where(line => !line.StartsWith('#')))));
    }
}
