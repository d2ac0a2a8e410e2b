using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Models;

/// <summary>The one way this project refuses a model file: <see cref="FailureCode.ModelInvalid"/>, never to be tried again.</summary>
internal static class ModelRefusal
{
    public static FarmException Because(string sentence, Exception? cause = null) =>
        FarmException.Rejected(FailureCode.ModelInvalid, sentence, cause);
}
