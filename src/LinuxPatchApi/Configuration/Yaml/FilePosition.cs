namespace LinuxPatchApi.Configuration.Yaml;

/// <summary>A place in a configuration file. Line and column count from 1; line 0 means the file as a whole.</summary>
internal readonly record struct FilePosition(string File, int Line, int Column)
{
    public static FilePosition WholeFile(string file) => new(file, 0, 0);

    /// <summary><c>file:line:column</c>, the form that editors and terminals make clickable.</summary>
    public override string ToString() => Line == 0 ? File : $"{File}:{Line}:{Column}";
}
