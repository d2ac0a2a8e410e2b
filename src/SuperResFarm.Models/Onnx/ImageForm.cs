using SuperResFarm.Models.Onnx.Schema;

namespace SuperResFarm.Models.Onnx;

/// <summary>Gives networks that their authors feed with other values the form all share here: float NCHW, RGB, 0 to 1.</summary>
internal static class ImageForm
{
    // What RetinaFace was trained with, for blue, green and red of 0 to 255.
    private static readonly float[] _meanOfBgr = [104, 117, 123];

    /// <returns>A network for images of -1 to 1 on both sides.</returns>
    public static ModelProto Signed(ModelProto bare) => GraphFrame.Around(bare, ToSigned, FromSigned);

    /// <returns>A network that takes images of -1 to 1 and returns other things.</returns>
    public static ModelProto SignedInput(ModelProto bare) => GraphFrame.Around(bare, ToSigned, after: null);

    /// <returns>A network that takes blue, green and red of 0 to 255 less a mean, and returns other things.</returns>
    public static ModelProto CentredBgr(ModelProto bare) => GraphFrame.Around(bare, ToCentredBgr, after: null);

    private static string ToSigned(GraphBuilder head, string value) =>
        head.Node("Div", [head.Node("Sub", [value, head.Float("centre", 0.5f)]), head.Float("half", 0.5f)]);

    private static string FromSigned(GraphBuilder tail, string value) =>
        tail.Node("Add", [tail.Node("Mul", [value, tail.Float("half", 0.5f)]), tail.Float("centre", 0.5f)]);

    private static string ToCentredBgr(GraphBuilder head, string value)
    {
        var bgr = head.Node("Gather", [value, head.Longs("bgr", 2, 1, 0)], NodeAttributes.Int("axis", 1));
        return head.Node("Sub", [head.Node("Mul", [bgr, head.Float("peak", byte.MaxValue)]), head.Floats("mean", [3, 1, 1], _meanOfBgr)]);
    }
}
