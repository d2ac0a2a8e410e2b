using System.Collections.Frozen;

namespace SuperResFarm.Models.Pickles;

/// <summary>Names a pickle may mention. They are tags, not objects: there is nothing here to call.</summary>
internal enum PickleGlobal
{
    OrderedDict,
    RebuildTensor,
    RebuildParameter,
    Size,
    Device,
    Encode,
    ElementTypeName,
}

internal static class PickleGlobals
{
    private static readonly FrozenDictionary<string, object> _allowed = Table().ToFrozenDictionary();

    /// <returns>A <see cref="PickleGlobal"/>, or an <see cref="ElementType"/> for a storage class.</returns>
    public static object Resolve(string module, string name) =>
        _allowed.TryGetValue($"{module} {name}", out var tag) ? tag : throw ModelRefusal.Because(
            $"The model file asks for '{PlainText.Show(module)}.{PlainText.Show(name)}', which plain weights never need; it may be malicious and "
            + "nothing of it was run.");

    private static Dictionary<string, object> Table()
    {
        var table = new Dictionary<string, object>
        {
            ["collections OrderedDict"] = PickleGlobal.OrderedDict,
            ["torch._utils _rebuild_tensor_v2"] = PickleGlobal.RebuildTensor,
            ["torch._utils _rebuild_parameter"] = PickleGlobal.RebuildParameter,
            ["torch Size"] = PickleGlobal.Size,
            ["torch device"] = PickleGlobal.Device,
            ["_codecs encode"] = PickleGlobal.Encode,
            ["torch.storage UntypedStorage"] = ElementType.Byte,
        };
        foreach (var type in Enum.GetValues<ElementType>())
            table[$"torch {type}Storage"] = type;
        foreach (var name in (string[])["float32", "float16", "bfloat16", "float64", "int64", "int32", "int16", "int8", "uint8", "bool"])
            table[$"torch {name}"] = PickleGlobal.ElementTypeName;
        return table;
    }
}
