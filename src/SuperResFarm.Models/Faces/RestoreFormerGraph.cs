using SuperResFarm.Models.Architectures;
using SuperResFarm.Models.Checkpoints;
using SuperResFarm.Models.Onnx;
using SuperResFarm.Models.Onnx.Schema;

namespace SuperResFarm.Models.Faces;

/// <summary>Writes one RestoreFormer: the way of a face through encoder, codebook and decoder.</summary>
/// <param name="checkpoint">The weights.</param>
/// <param name="levels">Resolutions, the first that of the image and each of the others half of the one before.</param>
/// <param name="heads">Heads of every attention.</param>
internal sealed class RestoreFormerGraph(Checkpoint checkpoint, int levels, int heads)
{
    private const int Colours = 3;

    private readonly Layers _layers = new(checkpoint, "RestoreFormer");

    public ModelProto Build()
    {
        var blocks = new RestoreFormerBlocks(_layers, heads);
        var (code, seen, attended) = Encode(blocks, new(_layers.Image(Colours), Colours));
        var restored = Decode(blocks, Quantised(blocks, code), seen, attended);
        return restored.Channels == Colours
            ? _layers.End(restored.Name, Colours)
            : throw ModelRefusal.Because($"The RestoreFormer model's 'decoder.conv_out.bias' has {restored.Channels} values, needed are {Colours}.");
    }

    // The decoder looks at two places of the encoder, before and after the attention in its middle.
    private (Feature Code, Feature Seen, Feature Attended) Encode(RestoreFormerBlocks blocks, Feature image)
    {
        var feature = blocks.Conv(image, "encoder.conv_in");
        for (var level = 0; level < levels; level++)
        {
            for (var block = 0; _layers.Has($"encoder.down.{level}.block.{block}.conv1.weight"); block++)
            {
                feature = blocks.Residual(feature, $"encoder.down.{level}.block.{block}");
                if (_layers.Has($"encoder.down.{level}.attn.{block}.q.weight"))
                    feature = blocks.Attention(feature, $"encoder.down.{level}.attn.{block}");
            }
            if (level < levels - 1)
                feature = blocks.Halved(feature, $"encoder.down.{level}.downsample.conv");
        }
        var seen = blocks.Residual(feature, "encoder.mid.block_1");
        var attended = blocks.Residual(blocks.Attention(seen, "encoder.mid.attn_1"), "encoder.mid.block_2");
        return (blocks.Ending(attended, "encoder"), seen, attended);
    }

    private Feature Decode(RestoreFormerBlocks blocks, Feature code, Feature seen, Feature attended)
    {
        var feature = blocks.Residual(blocks.Conv(code, "decoder.conv_in"), "decoder.mid.block_1");
        feature = blocks.Residual(blocks.Attention(feature, "decoder.mid.attn_1", attended), "decoder.mid.block_2");
        for (var level = levels - 1; level >= 0; level--)
        {
            for (var block = 0; _layers.Has($"decoder.up.{level}.block.{block}.conv1.weight"); block++)
            {
                feature = blocks.Residual(feature, $"decoder.up.{level}.block.{block}");
                // Only the last level of the encoder is looked at, so attention anywhere else is a key without a place.
                if (level == levels - 1 && _layers.Has($"decoder.up.{level}.attn.{block}.q.weight"))
                    feature = blocks.Attention(feature, $"decoder.up.{level}.attn.{block}", seen);
            }
            if (level > 0)
                feature = blocks.Conv(feature with { Name = _layers.Repeat(feature.Name) }, $"decoder.up.{level}.upsample.conv");
        }
        return blocks.Ending(feature, "decoder");
    }

    /// <summary>Replaces the code of every position by the nearest entry of the codebook.</summary>
    // Written as the reference computes it, so that near ties fall the same way: |z|^2 + |e|^2 - 2 z e, the first of equals.
    private Feature Quantised(RestoreFormerBlocks blocks, Feature code)
    {
        var graph = _layers.Graph;
        var values = _layers.LengthOf("quant_conv.bias");
        var entries = _layers.LengthOf("quantize.embedding.weight") / values;
        var book = _layers.Read("quantize.embedding.weight", entries, values);
        var table = graph.Weight("codebook", book);

        var asked = _layers.Conv(code.Name, "quant_conv", code.Channels, values, kernel: 1);
        var rows = graph.Node("Transpose", [asked], NodeAttributes.Ints("perm", 0, 2, 3, 1));
        var own = graph.Node("ReduceSum", [_layers.Mul(rows, rows), graph.Longs("axis", -1)]);
        var near = graph.Node("MatMul", [rows, graph.Node("Transpose", [table], NodeAttributes.Ints("perm", 1, 0))]);
        var sums = _layers.Add(own, graph.Floats("squares", [entries], SumsOfSquares.Over(book, values)));
        var distances = graph.Node("Sub", [sums, _layers.Scale(near, 2)]);
        var nearest = graph.Node("ArgMin", [distances], NodeAttributes.Int("axis", -1), NodeAttributes.Int("keepdims", 0));
        var found = graph.Node("Transpose", [graph.Node("Gather", [table, nearest])], NodeAttributes.Ints("perm", 0, 3, 1, 2));
        return blocks.Conv(new(found, values), "post_quant_conv", kernel: 1);
    }
}
