package mailtest

import (
	"net"

	"github.com/emersion/go-smtp"
)

// Step is a moment of a mail's way in.
type Step string

// The steps. What is refused at StepBody or StepDot is answered after the final dot, as the protocol has it; a Reset,
// Drop or Silence at StepBody happens while the body is still being written.
const (
	StepHello Step = "hello"
	StepMail  Step = "mail"
	StepRcpt  Step = "rcpt"
	StepBody  Step = "body"
	StepDot   Step = "dot"
)

// Act is what the server does at a step.
type Act int

// The acts.
const (
	Answer  Act = iota // answer with Code
	Reset              // TCP reset
	Drop               // close the connection without a word
	Silence            // say nothing until the server is closed
	Proceed            // go on as if nothing were: for Hold and Reached alone
)

// Fault is one scripted misfortune. Zero fields match anything.
type Fault struct {
	Step       Step
	Recipient  string // RCPT address; known from StepRcpt on
	Connection int    // number of the connection, from 1
	Times      int    // happens so often; 0 = always
	Accepted   bool   // StepDot only: the mail is journalled first, so only the answer is lost

	Act      Act
	Code     int    // for Answer
	Enhanced [3]int // "5.1.1"; zero = the class and two zeros
	Text     string

	Hold    <-chan struct{} // wait for this before acting
	Reached func()          // called when the step is reached, before Hold
}

// Script adds faults. The first that matches a step is the one that happens.
func (s *Server) Script(faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range faults {
		if f.Times == 0 {
			f.Times = -1
		}
		s.faults = append(s.faults, &f)
	}
}

// match gives the first fault of the script that is for this step, and uses it up.
func (s *Server) match(step Step, ss *session) *Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.faults {
		if f.Step != step || f.Times == 0 ||
			f.Recipient != "" && f.Recipient != ss.to || f.Connection != 0 && f.Connection != ss.conn.number {
			continue
		}
		f.Times--
		return f
	}
	return nil
}

func (ss *session) scripted(step Step) error {
	if f := ss.server.match(step, ss); f != nil {
		return ss.act(f)
	}
	return nil
}

// act does what a fault says, in place of the server's own answer.
func (ss *session) act(f *Fault) error {
	if f.Reached != nil {
		f.Reached()
	}
	if f.Hold != nil {
		select {
		case <-f.Hold:
		case <-ss.server.done:
		}
	}
	switch f.Act {
	case Reset, Drop:
		return ss.breakOff(f.Act == Reset)
	case Silence:
		<-ss.server.done
	case Proceed:
		return nil
	}
	code := f.Code
	if code == 0 {
		code = 421
	}
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode(f.Enhanced), Message: f.Text}
}

// breakOff ends the connection without an answer: by a reset, as a process that dies does, or in order.
func (ss *session) breakOff(reset bool) error {
	if tcp, ok := ss.conn.Conn.(*net.TCPConn); ok && reset {
		if err := tcp.SetLinger(0); err != nil {
			return err
		}
	}
	if err := ss.conn.Close(); err != nil {
		return err
	}
	return &smtp.SMTPError{Code: 421, Message: "unheard"}
}
