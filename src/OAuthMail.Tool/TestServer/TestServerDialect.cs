namespace OAuthMail.Tool.TestServer;

/// <summary>Specifies which authorization server and mail servers are emulated.</summary>
internal enum TestServerDialect
{
    Standard,
    Microsoft,
    Google,
}
