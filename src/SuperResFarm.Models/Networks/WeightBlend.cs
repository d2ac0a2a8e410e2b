using System.Globalization;
using System.Text;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Hashes;
using SuperResFarm.Models.Onnx;
using SuperResFarm.Models.Onnx.Schema;
using static SuperResFarm.Models.Onnx.Schema.TensorProto.Types;

namespace SuperResFarm.Models.Networks;

/// <summary>
/// A network between two that were trained from the same start: every weight is their weighted mean (deep network interpolation, Wang
/// et al., 2019). Real-ESRGAN's denoise strength is such a mean of two checkpoints.
/// </summary>
public static class WeightBlend
{
    /// <summary>Mixes two networks of the same structure.</summary>
    /// <param name="network">The one whose name and facts the result keeps.</param>
    /// <param name="partner">The other one.</param>
    /// <param name="share">Share of <paramref name="network"/>, 0 to 1; the rest is <paramref name="partner"/>'s.</param>
    /// <exception cref="FarmException">The share is out of range, the structures differ, or one is not in 32-bit floats.</exception>
    public static Network Between(Network network, Network partner, double share)
    {
        if (!(share is >= 0 and <= 1))
            throw FarmException.Rejected(
                FailureCode.SettingsInvalid, string.Create(CultureInfo.InvariantCulture, $"The denoise strength {share} is out of range; give 0 to 1."));
        if (share == 1)
            return network;

        var core = network.Core.Clone();
        var others = partner.Core.Graph.Initializer.DistinctBy(tensor => tensor.Name).ToDictionary(tensor => tensor.Name);
        if (!core.Graph.Node.Select(Structure).SequenceEqual(partner.Core.Graph.Node.Select(Structure)))
            throw Differ(network, partner);
        for (var i = 0; i < core.Graph.Initializer.Count; i++)
            core.Graph.Initializer[i] = others.TryGetValue(core.Graph.Initializer[i].Name, out var other)
                ? Mean(core.Graph.Initializer[i], other, share) ?? throw Differ(network, partner)
                : throw Differ(network, partner);
        return new(
            network.Card with
            {
                Name = string.Create(CultureInfo.InvariantCulture, $"{network.Card.Name}-dn{share}"),
                Sha256 = Hash(network, partner, share),
            },
            core);
    }

    private static string Structure(NodeProto node) => $"{node.OpType}({string.Join(',', node.Input)})->{string.Join(',', node.Output)}{node.Attribute}";

    /// <returns>Null when the tensors do not fit each other.</returns>
    private static TensorProto? Mean(TensorProto one, TensorProto other, double share)
    {
        if (!one.Dims.SequenceEqual(other.Dims) || one.DataType != other.DataType)
            return null;
        if (one.RawData.Equals(other.RawData))
            return one;   // sizes, factors and other constants
        if (one.Floats() is not { } mine || other.Floats() is not { } theirs)
            return null;
        var mean = new float[mine.Length];
        for (var i = 0; i < mean.Length; i++)
            mean[i] = (float)((share * mine[i]) + ((1 - share) * theirs[i]));
        return TensorContent.Of<float>(one.Name, DataType.Float, [.. one.Dims.Select(length => (int)length)], mean);
    }

    private static string Hash(Network network, Network partner, double share) => FileHash.Sha256(
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{share} of {network.Card.Sha256}, rest {partner.Card.Sha256}")));

    private static FarmException Differ(Network network, Network partner) => ModelRefusal.Because(
        $"The models '{network.Card.Name}' and '{partner.Card.Name}' differ in structure, so there is no mean of them.");
}
