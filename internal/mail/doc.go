// Package mail turns an edition or a notice into a mail and brings it to the relay, losing nothing and sending nothing
// twice as far as SMTP allows.
//
// The order of calls is the contract:
//
//	raw, err := mail.Compose(message, identity) // MIME bytes, the same for the same input
//	raw, err = signer.Sign(raw)                 // DKIM; the caller stores these bytes and sends no others
//	line := mail.NewLine(transport, 100)        // one connection, reused over a batch, replaced when it broke
//	reply, err := line.Send(ctx, envelope, raw, commit)
//	verdict := mail.Decide(reply, err, attempt, policy, rnd) // the delivery's next state
//
// Compose and Sign finish before the first SMTP command, so nothing is sent before it is whole. commit runs when the
// relay has taken the recipient and the whole body but not yet the final dot: it is the place for the durable
// "sending", with suppression checked again in the same transaction. A commit that fails abandons the message by
// closing the socket, because any further command would end the body and deliver half a mail. After the dot a missing
// answer is [SendError].Uncertain and becomes "unknown", never "failed".
//
// The package knows no store, no clock beyond socket deadlines, and no configuration file: the composition root hands
// it values. Bounces are read by the package bounce below it.
package mail
