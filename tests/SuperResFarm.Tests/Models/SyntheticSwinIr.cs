using SuperResFarm.Models.Checkpoints;

namespace SuperResFarm.Tests.Models;

/// <summary>Makes the weights of a small lightweight SwinIR for scale 2, without the buffers that only detection reads.</summary>
internal sealed class SyntheticSwinIr
{
    private const int Features = 8, Hidden = 12, Window = 4, Scale = 2;

    private readonly Random _random = new(7);
    private readonly OrderedDictionary<string, Tensor> _tensors = [];

    public int[] Depths { get; init; } = [2, 1];

    public int[] Heads { get; init; } = [2, 4];

    public bool HasFirstNorm { get; init; } = true;

    public bool HasQueryBias { get; init; } = true;

    public bool HasThreeConvolutions { get; init; }

    public Checkpoint Make() => new(Tensors());

    public OrderedDictionary<string, Tensor> Tensors()
    {
        Add("conv_first", Features, 3, 3, 3);
        if (HasFirstNorm)
            Add("patch_embed.norm", Features);
        for (var group = 0; group < Depths.Length; group++)
        {
            for (var block = 0; block < Depths[group]; block++)
                AddBlock($"layers.{group}.residual_group.blocks.{block}", Heads[group]);
            AddAfter($"layers.{group}.conv");
        }
        Add("norm", Features);
        AddAfter("conv_after_body");
        Add("upsample.0", 3 * Scale * Scale, Features, 3, 3);
        return _tensors;
    }

    private void AddBlock(string key, int heads)
    {
        Add(key + ".norm1", Features);
        _tensors[key + ".attn.relative_position_bias_table"] = Values(((2 * Window) - 1) * ((2 * Window) - 1), heads);
        Add(key + ".attn.qkv", 3 * Features, Features);
        if (!HasQueryBias)
            _tensors.Remove(key + ".attn.qkv.bias");
        Add(key + ".attn.proj", Features, Features);
        Add(key + ".norm2", Features);
        Add(key + ".mlp.fc1", Hidden, Features);
        Add(key + ".mlp.fc2", Features, Hidden);
    }

    private void AddAfter(string key)
    {
        if (!HasThreeConvolutions)
        {
            Add(key, Features, Features, 3, 3);
            return;
        }
        Add(key + ".0", Features / 4, Features, 3, 3);
        Add(key + ".2", Features / 4, Features / 4, 1, 1);
        Add(key + ".4", Features, Features / 4, 3, 3);
    }

    private void Add(string key, params int[] shape)
    {
        _tensors[key + ".weight"] = Values(shape);
        _tensors[key + ".bias"] = Values(shape[0]);
    }

    private Tensor Values(params int[] shape)
    {
        var reach = shape.Length > 1 ? 1.5 / Math.Sqrt(shape.Skip(1).Aggregate(1, (count, length) => count * length)) : 1;
        var values = new float[shape.Aggregate(1, (count, length) => count * length)];
        foreach (ref var value in values.AsSpan())
            value = (float)(((2 * _random.NextDouble()) - 1) * reach);
        return new(shape, values);
    }
}
