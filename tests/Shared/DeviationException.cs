namespace OAuthMail.Tests.Shared;

/// <summary>A client did not do what a script expects.</summary>
internal sealed class DeviationException(string message) : Exception(message);
