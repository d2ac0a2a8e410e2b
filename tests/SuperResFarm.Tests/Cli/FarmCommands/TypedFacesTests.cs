using SuperResFarm.Cli.FarmCommands;
using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Tests.Cli.FarmCommands;

public sealed class TypedFacesTests
{
    public static TheoryData<FaceParameters?, string> Wishes => new()
    {
        { null, "" },
        { new() { Enhance = false, Weight = 0.5 }, "" },
        { new(), "--face_enhance" },
        { new() { Model = "GFPGANv1.4", Detector = "detection_mobilenet0.25_Final", Parser = "parsing_parsenet", Weight = 1, MaxFaces = 200, Aligned = false }, "--face_enhance" },   // as a farm pins it
        { new() { Version = "1.3", Weight = 0.25 }, "--face_enhance --face-model GFPGANv1.3 --weight 0.25" },
        { new() { Detector = "finder", Parser = "none", OnlyCenterFace = true }, "--face_enhance --face-detector finder --face-parser none --only_center_face" },
        { new() { Model = "mine", Aligned = true, Parser = "none", MaxFaces = 7, AcceptLicence = true }, "--face_enhance --face-model mine --aligned --max-faces 7 --accept-licence" },
    };

    [Theory, MemberData(nameof(Wishes))]
    public void Of_Wish_IsAsItWouldBeTyped(FaceParameters? wish, string typed) => Assert.Equal(typed, string.Join(' ', TypedFaces.Of(wish)));
}
