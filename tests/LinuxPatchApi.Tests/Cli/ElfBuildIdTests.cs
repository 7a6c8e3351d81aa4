using System.Buffers.Binary;
using System.Text.RegularExpressions;
using LinuxPatchApi.Cli.Elf;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Cli;

public sealed partial class ElfBuildIdTests
{
    [Fact]
    public void Agrees_with_readelf_on_the_programs_of_this_machine()
    {
        foreach (var name in (string[])["ls", "cat", "bash", "grep", "sed", "tar", "gzip", "find", "openssl", "readelf"])
        {
            var path = "/usr/bin/" + name;
            using var image = File.OpenRead(File.Exists(path) ? path : "/bin/" + name);
            var expected = BuildIdLine().Match(Tool.Succeed("readelf", "-n", image.Name));

            Assert.True(expected.Success, image.Name);
            Assert.Equal(expected.Groups[1].Value, ElfBuildId.Read(image));
        }
    }

    [Fact]
    public void Reads_this_very_process()
    {
        var id = LinuxPatchApi.Cli.VersionText.OwnBuildId();

        var expected = BuildIdLine().Match(Tool.Run("readelf", "-n", Environment.ProcessPath!).Output);
        Assert.Equal(expected.Success ? expected.Groups[1].Value : "none", id);
    }

    [Fact]
    public void Image_truncated_at_any_byte_gives_the_id_or_nothing()
    {
        var image = File.ReadAllBytes("/bin/ls")[..4096];
        var expected = ElfBuildId.Read(new MemoryStream(image));
        Assert.NotNull(expected);

        for (var length = 0; length < image.Length; length++)
        {
            var id = ElfBuildId.Read(new MemoryStream(image, 0, length));
            Assert.True(id is null || id == expected);
        }
    }

    [Fact]
    public void Damaged_headers_never_throw()
    {
        var image = File.ReadAllBytes("/bin/ls")[..1024];
        for (var i = 0; i < image.Length; i++)
        {
            byte[] damaged = [.. image];
            damaged[i] = 0xFF;
            ElfBuildId.Read(new MemoryStream(damaged));
        }
        Assert.Null(ElfBuildId.Read(new MemoryStream("#!/bin/sh\n"u8.ToArray())));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    public void Finds_the_note_after_others(int alignment)
    {
        byte[] notes = [.. Note("GNU\0", 5, [1, 2, 3, 4, 5], alignment), .. Note("X\0", 3, [9], alignment),
            .. Note("GNU\0", 3, [0xAB, 0x01], alignment)];

        Assert.Equal("ab01", ElfBuildId.FromNotes(notes, alignment));
        Assert.Null(ElfBuildId.FromNotes(notes.AsSpan(0, 20), alignment));
    }

    private static byte[] Note(string name, uint type, byte[] content, int alignment)
    {
        var note = new List<byte>();
        var number = new byte[4];
        foreach (var value in (uint[])[(uint)name.Length, (uint)content.Length, type])
        {
            BinaryPrimitives.WriteUInt32LittleEndian(number, value);
            note.AddRange(number);
        }
        note.AddRange(System.Text.Encoding.ASCII.GetBytes(name));
        Pad(note, alignment);
        note.AddRange(content);
        Pad(note, alignment);
        return [.. note];
    }

    private static void Pad(List<byte> note, int alignment)
    {
        while (note.Count % alignment != 0)
        {
            note.Add(0);
        }
    }

    [GeneratedRegex("Build ID: ([0-9a-f]+)")]
    private static partial Regex BuildIdLine();
}
