using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Models.Pickles;

/// <summary>Names a run of elements in the file.</summary>
/// <param name="Key">Name of the stored run.</param>
/// <param name="Type">Type of its elements.</param>
/// <param name="Count">Elements of the stored run.</param>
/// <param name="ViewOffset">First element of the part that is meant; not 0 only in the legacy format.</param>
/// <param name="ViewCount">Elements of the part that is meant.</param>
internal sealed record StorageReference(string Key, ElementType Type, long Count, long ViewOffset, long ViewCount)
{
    /// <summary>Length of the stored run; may exceed any file, for the count is what a file claims.</summary>
    public Int128 Bytes => (Int128)Count * Type.Bytes();

    /// <summary>Reads PyTorch's persistent id: ("storage", class, key, location, elements[, view (key, offset, elements)]).</summary>
    public static StorageReference From(object? id)
    {
        if (id is not PickleTuple { Items: ["storage", ElementType type, string key, _, long count, .. var rest] }
            || count < 0 || !PlainText.Is(key))
            throw ModelRefusal.Because("The model file refers to something other than stored weights; save the state dict alone.");
        return rest switch
        {
            [] or [null] => new(key, type, count, 0, count),
            [PickleTuple { Items: [string, long offset, long viewed] }]
                when offset >= 0 && viewed >= 0 && offset <= count && viewed <= count - offset
                => new(key, type, count, offset, viewed),
            _ => throw ModelRefusal.Because($"The model file describes a view outside its storage '{key}'; it is damaged or malicious."),
        };
    }
}

/// <summary>How a tensor lies in its storage; nothing is read yet.</summary>
internal sealed record TensorReference(StorageReference Storage, long Offset, long[] Size, long[] Stride)
{
    /// <summary>Index of the first element in the whole storage.</summary>
    public long Start => Storage.ViewOffset + Offset;

    /// <summary>Whether the elements lie one after another in C order. Only of meaning for a tensor within its storage: the product of
    /// the lengths may overflow in others.</summary>
    public bool IsContiguous
    {
        get
        {
            var expected = 1L;
            for (var axis = Size.Length - 1; axis >= 0; expected *= Size[axis--])
                if (Size[axis] != 1 && Stride[axis] != expected)
                    return false;
            return true;
        }
    }

    /// <summary>Reads the arguments of <c>_rebuild_tensor_v2</c>: storage, offset, size, stride, requires_grad, hooks[,
    /// metadata].</summary>
    /// <param name="arguments">As the pickle gives them.</param>
    /// <param name="mostAxes">Checked before a size is copied: one large tuple may serve any number of tensors.</param>
    public static TensorReference From(PickleTuple arguments, int mostAxes)
    {
        if (arguments.Items is not [StorageReference storage, long offset, PickleTuple size, PickleTuple stride, _, _, ..]
            || arguments.Items.Length > 7)
            throw Impossible();
        if (size.Items.Length > mostAxes)
            throw ModelRefusal.Because($"The model file describes a tensor of {size.Items.Length} axes, more than the {mostAxes} allowed.");
        return size.Items.Length == stride.Items.Length && offset >= 0
            && size.Items.All(item => item is >= 0L and <= int.MaxValue) && stride.Items.All(item => item is >= 0L)
            ? new(storage, offset, [.. size.Items.Cast<long>()], [.. stride.Items.Cast<long>()])
            : throw Impossible();
    }

    private static FarmException Impossible() =>
        ModelRefusal.Because("The model file describes a tensor with impossible offset, size or stride; it is damaged or malicious.");
}
