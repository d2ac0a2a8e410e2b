using SuperResFarm.Models.Checkpoints;

namespace SuperResFarm.Tests.Models;

/// <summary>Copies of a checkpoint with something changed, as a damaged or foreign file would have it.</summary>
internal static class EditedCheckpoint
{
    public static Checkpoint Without(this Checkpoint whole, string key) => whole.Edited(tensors => tensors.Remove(key));

    public static Checkpoint With(this Checkpoint whole, string key, int[] shape, float[] values) =>
        whole.Edited(tensors => tensors[key] = new(shape, values));

    public static Checkpoint With(this Checkpoint whole, string key, params int[] shape) =>
        whole.With(key, shape, new float[shape.Aggregate(1, (count, length) => count * length)]);

    public static Checkpoint With(this Checkpoint whole, string key, Tensor tensor) => whole.Edited(tensors => tensors[key] = tensor);

    private static Checkpoint Edited(this Checkpoint whole, Action<OrderedDictionary<string, Tensor>> edit)
    {
        OrderedDictionary<string, Tensor> tensors = [];
        foreach (var key in whole.Keys)
            tensors.Add(key, whole.Require(key));
        edit(tensors);
        return new(tensors);
    }
}
