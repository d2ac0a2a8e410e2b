using TorchSharp;

namespace SuperResFarm.Training.Checkpoints;

/// <summary>Carries values between tensors of the trainer and arrays of files.</summary>
internal static class Arrays
{
    /// <returns>A copy of a tensor's values.</returns>
    public static NamedArray Of(string key, torch.Tensor tensor)
    {
        using var scope = torch.NewDisposeScope();
        var near = tensor.detach().cpu().contiguous();
        return new(key, tensor.shape, near.data<float>().ToArray());
    }

    /// <returns>The axis lengths.</returns>
    public static int[] ShapeOf(torch.Tensor tensor) => [.. tensor.shape.Select(length => (int)length)];

    /// <summary>Sets the values of tensors.</summary>
    /// <param name="tensors">By name.</param>
    /// <param name="find">Gives the values for a name, of the tensor's shape.</param>
    public static void CopyInto(IReadOnlyDictionary<string, torch.Tensor> tensors, Func<string, Models.Checkpoints.Tensor> find)
    {
        using var _ = torch.no_grad();
        var found = tensors.Keys.Select(find).ToList();   // all or nothing: a missing one is told before a value changes
        foreach (var (target, values) in tensors.Values.Zip(found))
        {
            using var source = torch.tensor(values.Values.ToArray(), target.shape);
            target.copy_(source);
        }
    }
}
