using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace SuperResFarm.Tests.Models;

/// <summary>Reads NumPy's array files: version 1, little-endian float32, C order. Layout: numpy/lib/format.py.</summary>
internal static partial class NpyFile
{
    public static (float[] Values, long[] Shape) Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var headerBytes = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(8));
        var header = Encoding.ASCII.GetString(bytes, 10, headerBytes);
        Assert.Contains("'<f4'", header, StringComparison.Ordinal);
        Assert.Contains("'fortran_order': False", header, StringComparison.Ordinal);
        var shape = ShapePattern().Match(header).Groups[1].Value
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(length => long.Parse(length, CultureInfo.InvariantCulture));
        return (MemoryMarshal.Cast<byte, float>(bytes.AsSpan(10 + headerBytes)).ToArray(), [.. shape]);
    }

    [GeneratedRegex(@"'shape': \(([^)]*)\)")]
    private static partial Regex ShapePattern();
}
