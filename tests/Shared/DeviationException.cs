namespace OAuthMail.Tests.Shared;

/// <summary>The exception for a client that deviates from a script.</summary>
internal sealed class DeviationException(string message) : Exception(message);
