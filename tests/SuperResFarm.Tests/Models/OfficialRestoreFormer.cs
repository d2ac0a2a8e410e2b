using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace SuperResFarm.Tests.Models;

/// <summary>
/// Writes a checkpoint of RestoreFormer's official layout with seeded weights: faces of 512 pixels, 64 channels times 1, 2, 2, 4, 4 and 8, two blocks a level,
/// attention at 16 pixels, a codebook of 1024 entries of 256 values.
/// </summary>
internal sealed class OfficialRestoreFormer
{
    private const int Channels = 64, Blocks = 2, Code = 256, Entries = 1024, Colours = 3;
    private static readonly int[] _times = [1, 2, 2, 4, 4, 8];

    private readonly OrderedDictionary<string, int[]> _shapes = [];

    public OfficialRestoreFormer()
    {
        AddEncoder();
        AddDecoder();
        _shapes["quantize.embedding.weight"] = [Entries, Code];
        AddConv("quant_conv", Code, Code, 1);
        AddConv("post_quant_conv", Code, Code, 1);
    }

    /// <summary>How many numbers it holds.</summary>
    public long Values => _shapes.Values.Sum(CountOf);

    /// <summary>Writes a safetensors file.</summary>
    public void Save(string path)
    {
        using var file = File.Create(path);
        var place = 0L;
        var fields = _shapes.Select(one =>
        {
            var from = place;
            place += CountOf(one.Value) * sizeof(float);
            return $$"""
                "{{one.Key}}":{"dtype":"F32","shape":[{{string.Join(',', one.Value)}}],"data_offsets":[{{from}},{{place}}]}
                """;
        });
        var header = Encoding.UTF8.GetBytes($$"""{{{string.Join(',', fields)}}}""");
        var length = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        file.Write(length);
        file.Write(header);
        var random = new Random(7);
        foreach (var (key, shape) in _shapes)
            file.Write(MemoryMarshal.AsBytes(ValuesOf(key, shape, random).AsSpan()));
    }

    private static long CountOf(int[] shape) => shape.Aggregate(1L, (count, length) => count * length);

    // Kernels keep the size of what they are given; gains are about one, and biases small.
    private static float[] ValuesOf(string key, int[] shape, Random random)
    {
        var (centre, reach) = shape.Length > 1 ? (0, 1.7 / Math.Sqrt(CountOf(shape[1..]))) : key.Contains("norm", StringComparison.Ordinal) && key.EndsWith("weight", StringComparison.Ordinal) ? (1, 0.2) : (0, 0.05);
        var values = new float[CountOf(shape)];
        foreach (ref var value in values.AsSpan())
            value = (float)(centre + (((2 * random.NextDouble()) - 1) * reach));
        return values;
    }

    private void AddEncoder()
    {
        AddConv("encoder.conv_in", Channels, Colours);
        var width = Channels;
        for (var level = 0; level < _times.Length; level++)
        {
            for (var block = 0; block < Blocks; block++)
            {
                AddResidual($"encoder.down.{level}.block.{block}", width, width = Channels * _times[level]);
                if (level == _times.Length - 1)
                    AddAttention($"encoder.down.{level}.attn.{block}", width);
            }
            if (level < _times.Length - 1)
                AddConv($"encoder.down.{level}.downsample.conv", width, width);
        }
        AddMiddle("encoder", width);
        AddEnding("encoder", width, Code);
    }

    private void AddDecoder()
    {
        var width = Channels * _times[^1];
        AddConv("decoder.conv_in", width, Code);
        AddMiddle("decoder", width);
        for (var level = _times.Length - 1; level >= 0; level--)
        {
            for (var block = 0; block <= Blocks; block++)
            {
                AddResidual($"decoder.up.{level}.block.{block}", width, width = Channels * _times[level]);
                if (level == _times.Length - 1)
                    AddAttention($"decoder.up.{level}.attn.{block}", width);
            }
            if (level > 0)
                AddConv($"decoder.up.{level}.upsample.conv", width, width);
        }
        AddEnding("decoder", width, Colours);
    }

    private void AddMiddle(string key, int width)
    {
        AddResidual($"{key}.mid.block_1", width, width);
        AddAttention($"{key}.mid.attn_1", width);
        AddResidual($"{key}.mid.block_2", width, width);
    }

    private void AddEnding(string key, int from, int to)
    {
        AddNorm($"{key}.norm_out", from);
        AddConv($"{key}.conv_out", to, from);
    }

    private void AddResidual(string key, int from, int to)
    {
        AddNorm($"{key}.norm1", from);
        AddConv($"{key}.conv1", to, from);
        AddNorm($"{key}.norm2", to);
        AddConv($"{key}.conv2", to, to);
        if (from != to)
            AddConv($"{key}.nin_shortcut", to, from, 1);
    }

    private void AddAttention(string key, int width)
    {
        AddNorm($"{key}.norm1", width);
        AddNorm($"{key}.norm2", width);
        foreach (var part in new[] { "q", "k", "v", "proj_out" })
            AddConv($"{key}.{part}", width, width, 1);
    }

    private void AddNorm(string key, int width) => (_shapes[$"{key}.weight"], _shapes[$"{key}.bias"]) = ([width], [width]);

    private void AddConv(string key, int to, int from, int kernel = 3) => (_shapes[$"{key}.weight"], _shapes[$"{key}.bias"]) = ([to, from, kernel, kernel], [to]);
}
